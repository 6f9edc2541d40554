"""Directions: the words of a sig to phases with dose, times, days and changes.

::

    grammar     word by word, which of the handlers below takes it      (read_sig)
      amounts   doses, strengths, what was dispensed
      second    a second dose: of the same day, or of the next phase
      clock     21:00, 9pm
      schemes   1-0-1, 1x3
      frequency bid, every 4 to 6 hours, at bedtime
      days      Mon, Wed, Fri; 5 days a week
      spans     week 1, days 1-14, after 2 weeks, for 14 days
      changes   increase by 0.5 mg every week up to 4.5 mg; maximums
      reason    for pain
    state       the sig while it is read; phase: the phase in hand; parts: several doses in one day
    timing      times of day and frequency put together
    numbers     six and a half, twenty-five, 1-1/2, one (1)
    model       what comes out
    use         what a sig says of the drug itself
"""
