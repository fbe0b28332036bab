"""`/say`: a recording in, a draft of its words out, for the script beside the box. Nothing is kept."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fawang.core.refusals import Refusal
from fawang.interfaces.public.address import address_of
from fawang.journeys.hear import MOST_BYTES, ListenerBusy, SoundTooLong, can_hear, hear


@never_cache
@require_POST
def say(request: HttpRequest) -> JsonResponse:
    """{text, seconds}, or {error} with 404 where nothing listens, 429 when too many ask, 422 otherwise."""
    if not can_hear():
        return JsonResponse({"error": "本站没有装语音听写，请打字，或者打 12348。"}, status=404)
    sound = request.FILES.get("sound")
    if sound is None:
        return JsonResponse({"error": "没有收到录音。请再说一遍，或者打字、打 12348。"}, status=422)
    try:
        if (sound.size or 0) > MOST_BYTES:
            raise SoundTooLong
        heard = hear(audio=sound.read(), media_type=sound.content_type or "", address=address_of(request))
    except ListenerBusy as refusal:
        return JsonResponse({"error": refusal.message}, status=429)
    except Refusal as refusal:
        return JsonResponse({"error": refusal.message}, status=422)
    return JsonResponse({"text": heard.text, "seconds": round(heard.seconds, 1)})
