"""What bounds_of reads in scenarios."""

load("//tools:scenario_bounds.bzl", "bounds_of")

_PASS = "expect { verdict: PASS }\n"

# Text of a scenario; size, shards and tags, or None.
_CASES = [
    ("name: \"textproto of something else\"", None),
    (_PASS, ("small", 1, ["scenario", "expected-pass"])),
    (
        "bounds { test_size: LARGE shards: 8 }" + _PASS,
        ("large", 8, ["scenario", "expected-pass", "sharded"]),
    ),
    (
        "bounds: <\n  shards:4; test_size:MEDIUM,\n>\nexpect:{verdict:PASS}",
        ("medium", 4, ["scenario", "expected-pass", "sharded"]),
    ),
    (
        "description: \"it's bounds { shards: 3 } # \\\" }\" # { it's\n" + _PASS +
        "# bounds { shards: 5 }",
        ("small", 1, ["scenario", "expected-pass"]),
    ),
    (
        "bounds { strategy: \"surw\" max_executions: 9 } expect { verdict: FAIL }",
        ("small", 1, ["scenario", "expected-fail", "sampled"]),
    ),
    (
        "bounds { strategy: 'dfs' } expect { violation { row: \"R1\" } verdict: HYPOTHESIS }",
        ("small", 1, ["scenario", "hypothesis"]),
    ),
    ("} > } } expect { verdict: PASS", ("small", 1, ["scenario", "expected-pass"])),
]

def scenario_bounds_test(name):
    """Fails, and says which, if any is read otherwise."""
    wrong = []
    for text, expected in _CASES:
        bounds = bounds_of(text)
        found = (bounds.size, bounds.shards, bounds.tags) if bounds else None
        if found != expected:
            wrong.append("%r: %r" % (text, found))
    native.sh_test(
        name = name,
        size = "small",
        srcs = ["no_arguments_test.sh"],
        args = ["'%s'" % each.replace("'", "").replace("$", "$$").replace("\n", " ") for each in wrong],
    )
