"""The shipped content is right: every reference, path, clock, word, cite and worked case."""

import subprocess
import sys

from django.conf import settings

from fawang.reference.catalog.check import check_content
from fawang.reference.catalog.loader import load_catalog


def test_the_shipped_content_has_no_mistakes(law_library):
    report = check_content([settings.CONTENT])
    assert [str(fault) for fault in report.faults] == []
    assert (report.notes, report.unchecked) == ([], [])
    assert report.cites > 40


def test_every_service_has_its_cases():
    services = load_catalog([settings.CONTENT]).services
    assert {"legal-aid-civil", "legal-consultation"} <= set(services)
    for service in services.values():
        assert len(service.cases) >= 3, service.code
    assert len(services["legal-aid-civil"].cases) >= 5
    assert len(services["legal-consultation"].cases) >= 5


def test_worked_cases_take_every_action_of_every_service():
    """A step that no case ever takes is a step nobody has looked at. A step that services share word for
    word counts as taken when a case of any of them takes it."""
    taken, steps = set(), {}
    for service in load_catalog([settings.CONTENT]).services.values():
        done = {step.do for case in service.cases for step in case.then if not step.expect.refused}
        for action in service.definition.steps.actions:
            written = action.model_dump_json()
            steps.setdefault(written, (service.code, action.code))
            if action.code in done:
                taken.add(written)
    assert sorted(where for written, where in steps.items() if written not in taken) == []


def test_messages_fit_one_sms_and_name_nobody():
    for service in load_catalog([settings.CONTENT]).services.values():
        for code, notice in service.definition.notices.items():
            sample = notice.text
            for word, value in {
                "surname": "欧阳",
                "case_code": "ABCD-EFGH-JKMN-PQ",
                "phone": "0999-88112348",
                "due": "3月9日",
                "lawyer": "沈律师",
                "organisation": "石港县法律援助中心",
                "number": "FY2026030200001",
            }.items():
                sample = sample.replace("{" + word + "}", value)
            assert len(sample) <= 70, (service.code, code, len(sample))


def test_the_command_fails_with_a_line_for_a_broken_folder(tmp_path):
    folder = tmp_path / "services" / "x" / "y"
    folder.mkdir(parents=True)
    (folder / "service.yaml").write_text("code: y\ncode: z\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "fawang", "content", "check", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=settings.PACKAGE.parent,
    )
    assert done.returncode == 1
    assert "services/x/y/service.yaml:2: “code”写了两次（第 1 行已有）" in done.stdout
