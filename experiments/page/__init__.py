"""The planner's page: two or three mixes of programmes side by side, in a browser, on the machine that runs fanpin.

`state` reads an address and clamps it, `mixes` turns it into scenarios, `engine` runs them step by step off the event
loop, `results` says what came of it, `views` and `app` serve it, and `guard` keeps strangers out.
"""
