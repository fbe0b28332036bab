"""Settings, all from the environment; `docs/running/settings.md` documents every one of them."""

from __future__ import annotations

import os
from pathlib import Path

from fawang.config.environment import data_folder, database_settings, load_or_make_keys, pairs

PACKAGE = Path(__file__).resolve().parent.parent
DATA = data_folder()
KEYS = load_or_make_keys(DATA)

#: Folder of the shipped content; an installed wheel carries it inside the package.
CONTENT = next(p for p in (PACKAGE / "content", PACKAGE.parent.parent / "content") if p.is_dir())
#: A deployer's own folder laid over the shipped content, or None.
CONTENT_OVERLAY = Path(os.environ["FAWANG_CONTENT"]) if os.environ.get("FAWANG_CONTENT") else None

DEBUG = os.environ.get("FAWANG_DEBUG") == "1"
SECRET_KEY = KEYS.signing
ALLOWED_HOSTS = os.environ.get("FAWANG_HOSTS", "*" if DEBUG else "127.0.0.1,localhost,[::1]").split(",")
#: Proxies of our own whose `X-Forwarded-For` is believed; behind TLS usually one on the same machine.
_NEAR_PROXY = "127.0.0.1,::1" if os.environ.get("FAWANG_HTTPS") == "1" else ""
PROXIES = [one for one in os.environ.get("FAWANG_PROXIES", _NEAR_PROXY).split(",") if one.strip()]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("FAWANG_ORIGINS", "").split(",") if o]
#: What the site calls itself, and the bureau that runs it.
SITE_NAME = os.environ.get("FAWANG_SITE_NAME", "淮畔市公共法律服务")
SITE_OWNER = os.environ.get("FAWANG_SITE_OWNER", "淮畔市司法局")
#: Twelve-digit code of the region this installation serves.
SITE_REGION = os.environ.get("FAWANG_REGION", "990100000000")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "fawang.core.outbox",
    "fawang.core.audit",
    "fawang.gateways.registers",
    "fawang.reference.places",
    "fawang.reference.catalog",
    "fawang.records.people",
    "fawang.records.matters",
    "fawang.records.clients",
]

MIDDLEWARE = [
    "fawang.config.security.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fawang.config.security.CompressMiddleware",
    "fawang.config.security.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fawang.interfaces.public.modes.ModeMiddleware",
    "fawang.interfaces.public.errors.RefusalMiddleware",
]

ROOT_URLCONF = "fawang.config.urls"
WSGI_APPLICATION = "fawang.config.wsgi.application"
AUTH_USER_MODEL = "people.Staff"
LOGIN_URL = "/office/login"

# Both cotton and template-partials patch the loaders when they configure themselves, and then cotton
# tags come out as raw HTML; the explicit order below is the one that works.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "interfaces" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.static",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fawang.interfaces.public.modes.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "fawang.interfaces.public.words",
            ],
            "libraries": {"office_words": "fawang.interfaces.office.words"},
        },
    }
]

DATABASES = {"default": database_settings(DATA)}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [PACKAGE / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [PACKAGE / "interfaces" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "fawang.config.statics.HashedFiles"},
}
#: Before `collectstatic` has run (tests, a checkout just opened) files come from the source folders.
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()
#: Applicants' files: outside the web root, readable by the owner only.
FILES = DATA / "files"
#: ClamAV's daemon that looks through them (`unix:/path`, `host:port`); empty: nobody does, and pages say so.
CLAMD = os.environ.get("FAWANG_CLAMD", "")
#: Registers asked over the network instead of being imported: `name=https://…,name=…`, and the bearer token.
REGISTER_URLS = pairs(os.environ.get("FAWANG_REGISTERS", ""))
REGISTER_TOKEN = os.environ.get("FAWANG_REGISTERS_TOKEN", "")
#: Days after a promise in place of a paper until an officer has to check it, where the service says nothing.
PROMISE_CHECK_DAYS = int(os.environ.get("FAWANG_PROMISE_CHECK_DAYS", "30"))
#: Official papers: the bureau's own certificate (PKCS#12) instead of the installation's own key, a folder of
#: seal pictures, a font for rare characters, short names of organisations in numbers, and the public address
#: that the QR codes lead to.
SIGN_P12 = os.environ.get("FAWANG_SIGN_P12", "")
SIGN_PASSWORD = os.environ.get("FAWANG_SIGN_PASSWORD", "")
SEALS = Path(os.environ["FAWANG_SEALS"]) if os.environ.get("FAWANG_SEALS") else None
PAPER_FONT = os.environ.get("FAWANG_PAPER_FONT", "")
PAPER_SHORT = pairs(os.environ.get("FAWANG_PAPER_SHORT", ""))
SITE_URL = os.environ.get("FAWANG_SITE_URL", "").rstrip("/")

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
#: The largest request any page accepts, in bytes; the server refuses a larger one before reading it.
REQUEST_BODY_MOST = 64 * 1024 * 1024
#: Requests a minute that one address may send to the API, counted in each server process.
API_RATE = int(os.environ.get("FAWANG_API_RATE", "120"))
#: Private networks that callbacks may be sent to, besides public https addresses.
WEBHOOK_NETWORKS = tuple(filter(None, os.environ.get("FAWANG_WEBHOOK_NETWORKS", "").split(",")))
#: Days without anything happening after which an open matter is raised to a supervisor, where a service says
#: nothing else; and days after a period ran out until the next authority up is told.
QUIET_DAYS = int(os.environ.get("FAWANG_QUIET_DAYS", "15"))
ESCALATE_DAYS = int(os.environ.get("FAWANG_ESCALATE_DAYS", "3"))
#: Hours in which messages wait for the morning, and what stands in the brackets of messages to people in safe
#: contact.
QUIET_HOURS = os.environ.get("FAWANG_QUIET_HOURS", "21:00-08:00")
NEUTRAL_SENDER = os.environ.get("FAWANG_SMS_NEUTRAL_SENDER", "便民服务")
#: With this providers sign what they tell of delivered messages; without it nobody is believed.
RECEIPT_SECRET = os.environ.get("FAWANG_RECEIPT_SECRET", "")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "fawang.interfaces.public.errors.csrf_failure"
LANGUAGE_COOKIE_HTTPONLY = True
#: Where the quick-exit button leads: an everyday page that says nothing about law.
QUICK_EXIT_URL = os.environ.get("FAWANG_QUICK_EXIT", "https://www.weather.com.cn/")
if os.environ.get("FAWANG_HTTPS") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
