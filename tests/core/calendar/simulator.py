"""An independent legal calendar for the tests: it walks day by day with a pencil and never calculates."""

from datetime import timedelta

ONE = timedelta(days=1)


class Simulator:
    """Knows only which days are off."""

    def __init__(self, off, on):
        self.off, self.on = off, on

    def works(self, day):
        if day in self.on:
            return True
        if day in self.off:
            return False
        return day.isoweekday() not in (6, 7)

    def end(self, start, value, unit, moves_on=True):
        """The last day of a period whose start day is not counted."""
        day = start
        if unit in ("day", "working_day"):
            counted = 0
            while counted < value:
                day += ONE
                if unit == "day" or self.works(day):
                    counted += 1
        else:
            day = self.corresponding(start, value * (12 if unit == "year" else 1))
        return self.moved(day) if moves_on else day

    def moved(self, day):
        while not self.works(day):
            day += ONE
        return day

    def corresponding(self, start, months):
        """Walk on from month to month by counting the first days, then look for the day's number."""
        first, passed = start.replace(day=1), 0
        while passed < months:
            first += ONE
            if first.day == 1:
                passed += 1
        day = first
        while day.day < start.day and (day + ONE).month == first.month:
            day += ONE
        return day

    def end_with_stops(self, start, value, unit, stopped):
        """The last day when the clock stands on the days in `stopped` (none of which is counted)."""
        day, counted = start, 0
        while counted < value:
            day += ONE
            if day not in stopped and (unit == "day" or self.works(day)):
                counted += 1
        return self.moved(day)

    def latest_before(self, event, value, unit):
        """The latest day that leaves so many full days before the event."""
        day, between = event - ONE, 0
        while between < value:
            if unit == "day" or self.works(day):
                between += 1
            day -= ONE
        while unit == "working_day" and not self.works(day):
            day -= ONE
        return day
