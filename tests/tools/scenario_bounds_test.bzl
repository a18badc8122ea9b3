"""Which files are read, what bounds_of reads in scenarios, and what dio_scenario_test makes of it."""

load("//tools:dio_scenario_test.bzl", "dio_scenario_test")
load("//tools:scenario_bounds.bzl", "bounds_of", "own_files")

_PASS = "expect { verdict: PASS }\n"

# Text of a scenario; size, shards and tags, or None.
_CASES = [
    ("name: \"textproto of something else\"", None),
    (_PASS, ("small", 1, ["expected-pass"])),
    ("bounds { test_size: LARGE shards: 8 }" + _PASS, ("large", 8, ["expected-pass"])),
    (
        "bounds: <\n  shards:4; test_size:MEDIUM,\n>\nexpect:{verdict:PASS}",
        ("medium", 4, ["expected-pass"]),
    ),
    (
        "name:\"x\"bounds{test_size:LARGE shards:8}expect{verdict:PASS}",
        ("large", 8, ["expected-pass"]),
    ),
    (
        "description: \"it's bounds { shards: 3 } # \\\" }\" # { it's\n" + _PASS +
        "# bounds { shards: 5 } \\\n#\\",
        ("small", 1, ["expected-pass"]),
    ),

    # How the search goes.
    (
        "bounds { strategy: \"surw\" max_executions: 9 } expect { verdict: FAIL }",
        ("small", 1, ["expected-fail", "sampled"]),
    ),
    (
        "bounds { strategy: 'dfs' } expect { violation { row: \"R1\" } verdict: HYPOTHESIS }",
        ("small", 1, ["hypothesis"]),
    ),
    ("bounds { strategy : \"dpor\" }" + _PASS, ("small", 1, ["expected-pass"])),
    (
        "# old strategy: \"dpor\", too slow\nbounds { strategy: \"surw\" }" + _PASS,
        ("small", 1, ["expected-pass", "sampled"]),
    ),

    # Numbers.
    (
        "bounds { test_size: 2 shards: 0x8 } expect { verdict: 2 }",
        ("large", 8, ["expected-fail"]),
    ),
    (
        "bounds { test_size: 0x1 shards: 010 } expect { verdict: 03 }",
        ("medium", 8, ["hypothesis"]),
    ),

    # Wrong: for the test to say, not for Bazel.
    (
        "bounds { test_size: HUGE shards: 51 } expect { verdict: MAYBE }",
        ("small", 1, []),
    ),
    (
        "bounds { test_size: 4 shards: 08 } expect { verdict: -1 }",
        ("small", 1, []),
    ),
    (
        "bounds { test_size: large shards: 0 } expect { verdict: 99999999999 }",
        ("small", 1, []),
    ),
    ("bounds { shards: 0x strategy: 7 }" + _PASS, ("small", 1, ["expected-pass", "sampled"])),
    ("} > } } expect { verdict: PASS", ("small", 1, ["expected-pass"])),
    (_PASS + "description: \"no end", ("small", 1, ["expected-pass"])),
]

# With a size and shards of its own.
_LARGE = "//tests/scenarios/large:xfs_pi_read_bounced_4_bios.textproto"

# Arguments of dio_scenario_test; size, shards, --test_bounds and tags of the test.
_TESTS = [
    (
        {"scenario": _LARGE},
        ("medium", 4, "medium,4,expected-pass", ["expected-pass", "manual", "scenario", "sharded"]),
    ),
    (
        {"scenario": "@diorace" + _LARGE, "size": None, "shard_count": None},
        ("medium", 4, "medium,4,expected-pass", ["expected-pass", "manual", "scenario", "sharded"]),
    ),
    (
        {"scenario": "@" + _LARGE, "shard_count": 1},
        ("medium", 1, "medium,1,expected-pass", ["expected-pass", "manual", "scenario"]),
    ),
    (
        {"scenario": _LARGE, "size": "large", "shard_count": 2, "override_bounds": True},
        ("large", 2, None, ["expected-pass", "manual", "scenario", "sharded"]),
    ),
    (
        {"scenario": "generated.textproto", "shard_count": 2},
        ("small", 2, "small,2", ["manual", "scenario", "sharded"]),
    ),
    (
        {"scenario": "@elsewhere//:x.textproto", "flags": None, "data": None},
        ("small", 1, None, ["manual", "scenario"]),
    ),
]

# Lines of find and .bazelignore; which of them are read.
_FILES = [
    (
        ["./BUILD", "./WORKSPACE", "./a/b.textproto:1", "./a/BUILD.bazel"],
        [],
        ["BUILD", "a/BUILD.bazel", "a/b.textproto:1"],
    ),

    # Workspaces below, in any order and depth; not what is only called alike.
    (
        ["./a/b/c/x.textproto:0", "./a/b/BUILD", "./a/b/WORKSPACE", "./a/bc/BUILD", "./a/BUILD"],
        [],
        ["a/BUILD", "a/bc/BUILD"],
    ),
    (
        [
            "./a/BUILD",
            "./a/WORKSPACE.bazel",
            "./b/BUILD",
            "./b/MODULE.bazel",
            "./c/BUILD",
            "./c/REPO.bazel",
            "./d/WORKSPACE.txt/BUILD",
            "./e/x.textproto:2",
        ],
        [],
        ["d/WORKSPACE.txt/BUILD", "e/x.textproto:2"],
    ),

    # Ignored.
    (
        ["./a/BUILD", "./a/b/c/x.textproto:2", "./a/bc/x.textproto:0", "./b/BUILD"],
        ["a/b", "b", "BUILD"],
        ["a/BUILD", "a/bc/x.textproto:0"],
    ),
    ([], ["a"], []),
]

def _found_in(text):
    bounds = bounds_of(text)
    return (bounds.size, bounds.shards, bounds.tags) if bounds else None

def _made_of(name, arguments):
    dio_scenario_test(**dict({"name": name, "tags": ["manual"]}, **arguments))
    rule = native.existing_rule(name)
    checks = [arg for arg in rule["args"] if arg.startswith("--test_bounds=")]
    return (
        rule["size"],
        max(rule["shard_count"], 1),
        checks[0].partition("=")[2] if checks else None,
        sorted(rule["tags"]),
    )

def scenario_bounds_test(name):
    """Fails, and says which, if any is read otherwise."""
    results = [(text, expected, _found_in(text)) for text, expected in _CASES] + [
        ((found, ignored), expected, own_files(found, ignored))
        for found, ignored, expected in _FILES
    ] + [
        (arguments, expected, _made_of("%s_%d" % (name, number), arguments))
        for number, (arguments, expected) in enumerate(_TESTS)
    ]
    wrong = ["%r: %r" % (what, found) for what, expected, found in results if found != expected]
    native.sh_test(
        name = name,
        size = "small",
        srcs = ["no_arguments_test.sh"],
        args = ["'%s'" % each.replace("'", "").replace("$", "$$").replace("\n", " ") for each in wrong],
    )
