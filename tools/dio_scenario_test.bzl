"""A scenario as a test of Bazel's.

    load("@diorace//tools:dio_scenario_test.bzl", "dio_scenario_test")

    dio_scenario_test(
        name = "my_write_test",
        scenario = "my_write.textproto",
    )

Size, number of shards and tags are what the scenario's bounds say.
"""

load("@diorace_scenario_bounds//:bounds.bzl", "BOUNDS")

def _absolute(scenario):
    """The label `scenario` as BOUNDS has it."""
    if scenario.startswith("@//"):
        scenario = scenario[1:]
    if scenario.startswith("//"):
        return scenario
    return "//%s:%s" % (native.package_name(), scenario.lstrip(":"))

def dio_scenario_test(
        name,
        scenario,
        flags = [],
        data = [],
        tags = [],
        override_bounds = False,
        **kwargs):
    """Passes if the scenario's verdict is the one that it expects.

    Schedules of violations, and of a sharded test result.json for `diorace
    merge`, are in bazel-testlogs/…/test.outputs.

    Args:
      name: of the test.
      scenario: a file, or a label of one.
      flags: more flags for `diorace check`: ["--jobs=2"].
      data: more files that the test needs.
      tags: beside those that come from the scenario: "scenario"; "expected-pass",
        "expected-fail" or "hypothesis"; "sampled"; "sharded".
      override_bounds: lets size and shard_count differ from what the scenario
        says. Without it, the test fails if they do.
      **kwargs: what every test has.
    """
    known = native.repository_name() == "@"
    bounds = BOUNDS.get(_absolute(scenario)) if known else None
    size = kwargs.pop("size", bounds.size if bounds else "small")
    shards = kwargs.pop("shard_count", bounds.shards if bounds else 1) or 1
    if known and not override_bounds:
        flags = ["--test_bounds=%s,%d" % (size, shards)] + flags
    if shards > 1:
        kwargs["shard_count"] = shards
    native.sh_test(
        name = name,
        size = size,
        srcs = [Label("//tools:scenario_test.sh")],
        args = [
            "$(rootpath %s)" % Label("//tools:diorace"),
            "$(rootpath %s)" % scenario,
        ] + flags,
        data = [
            Label("//tools:diorace"),
            scenario,
        ] + data,
        tags = (bounds.tags if bounds else ["scenario"]) + [
            tag
            for tag in tags
            if not bounds or tag not in bounds.tags
        ],
        **kwargs
    )
