using Telemetry.Simulators.Running;
using Telemetry.Testing;

namespace Telemetry.Simulators.Tests.Running;

public class ConsoleReporterTests
{
    [Fact]
    public void Warn_SameWarning_IsPrintedOnceInAWhile()
    {
        var time = new ManualTimeProvider();
        var error = new StringWriter();
        var reporter = new ConsoleReporter(TextWriter.Null, error, time);
        for (int i = 0; i < 196; i++)
            reporter.Warn("connection refused");
        reporter.Warn("another");
        time.Advance(TimeSpan.FromSeconds(31));
        reporter.Warn("connection refused");
        Assert.Equal(
            ["simulators: connection refused", "simulators: another", "simulators: connection refused"],
            error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Note_Always_GoesToTheOutput()
    {
        var output = new StringWriter();
        new ConsoleReporter(output, TextWriter.Null, new ManualTimeProvider()).Note("hello");
        Assert.Equal("hello\n", output.ToString());
    }
}
