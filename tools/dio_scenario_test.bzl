"""A scenario as a test of Bazel's.

    load("@diorace//tools:dio_scenario_test.bzl", "dio_scenario_test")

    dio_scenario_test(
        name = "my_write_test",
        scenario = "my_write.textproto",
    )

Size, number of shards and tags are what the scenario's bounds say.
"""

load("@diorace_scenario_bounds//:bounds.bzl", "BOUNDS")

def _in_main_workspace(scenario):
    """The label `scenario` as BOUNDS has it; None if it is of another workspace."""
    if scenario.startswith("//"):
        scenario = native.repository_name() + scenario
    elif not scenario.startswith("@"):
        scenario = "%s//%s:%s" % (native.repository_name(), native.package_name(), scenario.lstrip(":"))
    label = Label(scenario)
    return None if label.workspace_name else "//%s:%s" % (label.package, label.name)

def dio_scenario_test(
        name,
        scenario,
        flags = None,
        data = None,
        size = None,
        shard_count = None,
        tags = None,
        override_bounds = False,
        **kwargs):
    """Passes if the scenario's verdict is the one that it expects.

    Schedules of violations, and of a sharded test result.json for `diorace
    merge`, are in bazel-testlogs/…/test.outputs.

    Args:
      name: of the test.
      scenario: a file, or a label of one. What no file of the main workspace is,
        but generated, or of another workspace, has no bounds here: a test of it
        is small, and has one shard, unless the BUILD file says otherwise.
      flags: more flags for `diorace check`: ["--jobs=2"].
      data: more files that the test needs.
      size: as in the scenario's bounds, if it is not given.
      shard_count: as in the scenario's bounds, if it is not given.
      tags: beside "scenario"; "sharded" if the test is; and from the scenario
        "expected-pass", "expected-fail" or "hypothesis"; "sampled".
      override_bounds: lets size and shard_count differ from what the scenario
        says. Without it, the test fails if they do, or if tags are outdated.
      **kwargs: what every test has.
    """
    label = _in_main_workspace(scenario)
    bounds = BOUNDS.get(label)
    known = bounds or struct(size = "small", shards = 1, tags = [])
    size = known.size if size == None else size
    shards = (known.shards if shard_count == None else shard_count) or 1
    if label and not override_bounds:
        flags = ["--test_bounds=" + ",".join([size, str(shards)] + known.tags)] + (flags or [])
    all_tags = ["scenario"] + known.tags
    if shards > 1:
        kwargs["shard_count"] = shards
        all_tags.append("sharded")
    native.sh_test(
        name = name,
        size = size,
        srcs = [Label("//tools:scenario_test.sh")],
        args = [
            "$(rootpath %s)" % Label("//tools:diorace"),
            "$(rootpath %s)" % scenario,
        ] + (flags or []),
        data = [
            Label("//tools:diorace"),
            scenario,
        ] + (data or []),
        tags = all_tags + [tag for tag in tags or [] if tag not in all_tags],
        **kwargs
    )
