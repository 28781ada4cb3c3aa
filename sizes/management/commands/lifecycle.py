"""Writes docs/lifecycle.md from the tables of the code."""

from typing import Any

from django.core.management.base import BaseCommand

from sizes import status
from sizes.lifecycle import STEPS


def page() -> str:
    """The life of a zone as a page in Markdown, with its diagram."""
    lines = [
        "# The life of a zone",
        "",
        "Made by `script/manage lifecycle > docs/lifecycle.md`; a test holds it to the code.",
        "",
        "## Steps",
        "",
        "A state is stored and changes only when a person takes a step.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> draft",
    ]
    for step in STEPS.values():
        lines += [f"    {state} --> {step.to_state}: {step.name}" for state in step.from_states]
    lines += ["```", "", "| step | from | to | who | a reason |", "| --- | --- | --- | --- | --- |"]
    for step in STEPS.values():
        reason = "needed" if step.needs_note else "if you like"
        states = ", ".join(step.from_states)
        lines.append(f"| {step.name} | {states} | {step.to_state} | {step.who} | {reason} |")
    lines += [
        "",
        "## Statuses",
        "",
        "A status follows from the state and the date, on every read. The first line that holds",
        "gives it.",
        "",
        "| status | states | and the day is |",
        "| --- | --- | --- |",
    ]
    for rule in status.rules():
        when = "any"
        if rule.since:
            when = f"`{rule.since}` {rule.days:+d} days, or later"
        elif rule.before:
            when = f"before `{rule.before}`"
        lines.append(f"| {rule.status} | {', '.join(rule.states)} | {when} |")
    return "\n".join(lines) + "\n"


class Command(BaseCommand):
    help = "Print docs/lifecycle.md as it should be."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page(), ending="")
