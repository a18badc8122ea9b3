"""A scenario as a test of Bazel's.

    load("@diorace//tools:dio_scenario_test.bzl", "dio_scenario_test")

    dio_scenario_test(
        name = "my_write_test",
        scenario = "my_write.textproto",
    )
"""

def dio_scenario_test(name, scenario, flags = [], data = [], **kwargs):
    """Passes if the scenario's verdict is the one that it expects.

    Schedules of violations, and of a sharded test result.json for `diorace
    merge`, are in bazel-testlogs/…/test.outputs.

    Args:
      name: of the test.
      scenario: a file, or a label of one.
      flags: more flags for `diorace check`: ["--jobs=2"].
      data: more files that the test needs.
      **kwargs: what every test has. size, "small" by default. shard_count:
        divides the scenario's schedules, if it is expected to pass and has
        enough of them to be worth it; some 100,000 for 8 shards. Bazel does not
        let a macro read the scenario, so both are to be said here.
    """
    kwargs.setdefault("size", "small")
    native.sh_test(
        name = name,
        srcs = [Label("//tools:scenario_test.sh")],
        args = [
            "$(rootpath %s)" % Label("//tools:diorace"),
            "$(rootpath %s)" % scenario,
        ] + flags,
        data = [
            Label("//tools:diorace"),
            scenario,
        ] + data,
        **kwargs
    )
