"""The applicant's own case after a code to the phone: read it, add to it, act, rate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.gateways.sms import has_operator
from fawang.interfaces.public import cookies
from fawang.interfaces.public.address import address_of
from fawang.interfaces.public.limit_words import open_remedy_words
from fawang.interfaces.public.progress import shown_code
from fawang.interfaces.public.rows import ACCEPTED, Row, row_of_view
from fawang.journeys.act import ActionView, applicant_perform
from fawang.journeys.add_material import add_material
from fawang.journeys.demo import demo_loaded
from fawang.journeys.identify import confirm_case_code, request_case_code
from fawang.journeys.notify.log import seen
from fawang.journeys.progress import FullProgress, full_progress
from fawang.journeys.proof import ProofExpired, end_proof
from fawang.journeys.rate import rate

SCORES = ((1, "很不满意"), (2, "不满意"), (3, "一般"), (4, "满意"), (5, "很满意"))


@dataclass(frozen=True)
class OwnAction:
    """Something the applicant may do now."""

    code: str
    name: str
    rows: tuple[Row, ...]
    #: Something was wrong with it just now.
    tried: bool = False

    @property
    def ends(self) -> bool:
        """Whether it takes the application back; kept folded away, so that nobody taps it by mistake."""
        return self.code.startswith("withdraw")

    @property
    def form_id(self) -> str:
        """Where the page goes back to when something is wrong."""
        return f"act-{self.code}"


def with_proof(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give a view the proof for the case in its address; without one the phone is asked again."""

    @wraps(view)
    def wrapped(request: HttpRequest, code: str, **kwargs: object) -> HttpResponseBase:
        code = shown_code(code)
        held_for, proof = cookies.proof(request)
        if held_for != code or not proof:
            return redirect("public:prove", code)
        try:
            return view(request, code, proof, **kwargs)
        except ProofExpired:
            response = redirect("public:prove", code)
            cookies.forget(response, cookies.PROOF)
            return response

    return wrapped


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest, code: str) -> HttpResponse:
    """`/p/<code>/prove`: the phone, then the six digits."""
    code = shown_code(code)
    phone, digits = request.POST.get("phone", "")[:30], request.POST.get("code", "")[:12]
    # Trying the demo out, nobody has a telephone that a code could reach.
    demo = not has_operator() and demo_loaded()
    context: dict[str, Any] = {"code": code, "phone": phone, "demo": demo}
    if request.method != "POST":
        return render(request, "public/prove.html", context)
    if "code" in request.POST and "again" not in request.POST:
        return _confirm(request, context, digits)
    try:
        context["sent"] = request_case_code(
            case_code=code, phone=phone, address=address_of(request), now=clock.now()
        )
    except Refusal as refusal:
        context["faults"] = {"phone": refusal.message}
        return render(request, "public/prove.html", context, status=422)
    return render(request, "public/prove.html", context)


def _confirm(request: HttpRequest, context: dict[str, Any], digits: str) -> HttpResponse:
    try:
        proof = confirm_case_code(
            case_code=context["code"],
            phone=context["phone"],
            code=digits,
            address=address_of(request),
            now=clock.now(),
        )
    except Refusal as refusal:
        context |= {"faults": {"code": refusal.message}, "sent": True}
        return render(request, "public/prove.html", context, status=422)
    if proof.draft_token:
        response = redirect("public:apply")
        cookies.keep_draft(response, proof.draft_token)
        return response
    response = redirect("public:own", context["code"])
    cookies.keep_proof(response, context["code"], proof.token)
    return response


@never_cache
@require_safe
@with_proof
def own(request: HttpRequest, code: str, proof: str) -> HttpResponse:
    """`/p/<code>/own`: everything the applicant may read."""
    page = _page(request, code, full_progress(proof=proof, now=clock.now()))
    seen(proof=proof, now=clock.now())
    return page


def _page(
    request: HttpRequest,
    code: str,
    own: FullProgress,
    *,
    faults: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    tried: str = "",
) -> HttpResponse:
    actions = [_action(one, typed or {}, faults or {}, one.code == tried) for one in own.actions]
    context = {
        "code": code,
        "own": own,
        "actions": actions,
        "faults": _links(faults or {}),
        "next_wanted": next((one.code for one in own.materials_wanted if not one.given), ""),
        "accept": ACCEPTED,
        "remedies": open_remedy_words(own.progress.remedies),
        "tab": "progress",
    }
    return render(request, "public/own.html", context, status=422 if faults else 200)


def _links(faults: dict[str, str]) -> dict[str, str]:
    return {
        name if name in ("file", "materials-title") else f"f-{name}": words for name, words in faults.items()
    }


def _action(one: ActionView, typed: dict[str, str], faults: dict[str, str], tried: bool) -> OwnAction:
    rows = tuple(
        row_of_view(field, typed.get(field.code, ""), faults.get(field.code, "") if tried else "")
        for field in one.fields
    )
    return OwnAction(one.code, one.name, rows, tried)


@require_POST
@with_proof
def act(request: HttpRequest, code: str, proof: str, action: str) -> HttpResponse:
    """One of the applicant's own actions."""
    data = {name: str(value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    try:
        applicant_perform(proof=proof, action=action, data=data, now=clock.now(), address=address_of(request))
    except ProofExpired:
        raise
    except Refusal as refusal:
        faults = getattr(refusal, "faults", None) or {action: refusal.message}
        own = full_progress(proof=proof, now=clock.now())
        return _page(request, code, own, faults=dict(faults), typed=data, tried=action)
    messages.success(request, _("已经收到，经办人马上能看到。"), extra_tags="done")
    return redirect("public:own", code)


@require_POST
@with_proof
def add_own_material(request: HttpRequest, code: str, proof: str) -> HttpResponse:
    """One or more files for the matter."""
    files = request.FILES.getlist("file")
    code_sent, _bar, alternative = request.POST.get("code", "")[:200].partition("|")
    faults: list[str] = [] if files else [_("请先拍照或选一个文件，再点“传上去”。")]
    for file in files:
        try:
            add_material(
                file_name=file.name or "",
                chunks=file.chunks(),
                code=code_sent or "other",
                alternative=alternative,
                proof=proof,
                now=clock.now(),
                address=address_of(request),
            )
        except ProofExpired:
            raise
        except Refusal as refusal:
            faults.append(f"{file.name}：{refusal.message}")
    if faults:
        own = full_progress(proof=proof, now=clock.now())
        return _page(request, code, own, faults={"file": "；".join(faults)})
    messages.success(request, _("材料已经传上去。"), extra_tags="done")
    return redirect("public:own", code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_proof
def rate_page(request: HttpRequest, code: str, proof: str) -> HttpResponse:
    """`/p/<code>/rate`: 一事一评."""
    typed = {"solved": request.POST.get("solved", ""), "comment": request.POST.get("comment", "")[:2000]}
    score = request.POST.get("score", "")
    context: dict[str, Any] = {"code": code, "scores": SCORES, "typed": typed}
    if request.method != "POST":
        full = full_progress(proof=proof, now=clock.now())
        context["done"] = full.score
        return render(request, "public/rate.html", context)
    faults = {}
    if typed["solved"] not in ("yes", "no"):
        faults["solved"] = _("请选“解决了”或者“没解决”。")
    if score not in ("1", "2", "3", "4", "5"):
        faults["score"] = _("请打个分，1 分到 5 分。")
    context |= {"faults": faults, "typed": {**typed, "score": int(score) if "score" not in faults else 0}}
    if faults:
        return render(request, "public/rate.html", context, status=422)
    try:
        context["rated"] = rate(
            proof=proof,
            score=int(score),
            solved=typed["solved"] == "yes",
            comment=typed["comment"],
            now=clock.now(),
            address=address_of(request),
        )
    except ProofExpired:
        raise
    except Refusal as refusal:
        context["faults"] = {"comment": refusal.message}
        return render(request, "public/rate.html", context, status=422)
    return render(request, "public/rate.html", context)


@require_POST
def close_own(request: HttpRequest, code: str) -> HttpResponse:
    """Forget the proof on a shared device, and end it for good."""
    end_proof(cookies.proof(request)[1], now=clock.now())
    response = redirect("public:progress", shown_code(code))
    cookies.forget(response, cookies.PROOF)
    return response
