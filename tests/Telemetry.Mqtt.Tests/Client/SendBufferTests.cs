using Telemetry.Mqtt.Client;

namespace Telemetry.Mqtt.Tests.Client;

public class SendBufferTests
{
    [Fact]
    public void Flush_SeveralAppends_AreOneWrite()
    {
        var stream = new GatedStream();
        stream.Open();
        SendBuffer output = Output(stream);
        Append(output, 1);
        Append(output, 2);
        output.Flush();
        Assert.Equal([[1, 2]], stream.Writes);
        Assert.Equal(0, output.Count);
    }

    [Fact]
    public async Task Flush_WhileTheSocketIsFull_ReturnsAndWritesTheRestTogether()
    {
        var stream = new GatedStream();
        SendBuffer output = Output(stream);
        Append(output, 1);
        output.Flush();
        Append(output, 2);
        output.Flush();
        Append(output, 3);
        output.Flush();
        Assert.Equal(2, output.Count);
        Task idle = output.WhenIdleAsync();
        Assert.False(idle.IsCompleted);
        stream.Open();
        await idle.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal([[1], [2, 3]], stream.Writes);
    }

    [Fact]
    public void Flush_StreamFails_TellsOnceAndWritesNoMore()
    {
        var failures = new List<Exception>();
        var stream = new GatedStream { Failure = new IOException("broken pipe") };
        var output = new SendBuffer(stream, static () => { }, failures.Add);
        Append(output, 1);
        output.Flush();
        Append(output, 2);
        output.Flush();
        Assert.Equal("broken pipe", Assert.Single(failures).Message);
        Assert.Empty(stream.Writes);
        Assert.True(output.WhenIdleAsync().IsCompleted);
    }

    [Fact]
    public void Flush_Closed_WritesNothing()
    {
        var stream = new GatedStream();
        SendBuffer output = Output(stream);
        output.Close();
        Append(output, 1);
        output.Flush();
        Assert.Empty(stream.Writes);
    }

    [Fact]
    public void GetSpan_LargerThanTheBuffer_KeepsWhatIsThere()
    {
        var stream = new GatedStream();
        stream.Open();
        SendBuffer output = Output(stream);
        Append(output, 1);
        byte[] large = [.. Enumerable.Range(0, 10_000).Select(i => (byte)i)];
        lock (output.Gate)
            output.Append(large);
        output.Flush();
        Assert.Equal([1, .. large], Assert.Single(stream.Writes));
    }

    private static SendBuffer Output(Stream stream) => new(stream, static () => { }, static e => throw e);

    private static void Append(SendBuffer output, byte value)
    {
        lock (output.Gate)
            output.Append([value]);
    }

    /// <summary>A socket that takes nothing until it is opened.</summary>
    private sealed class GatedStream : MemoryStream
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<byte[]> Writes { get; } = [];

        public Exception? Failure { get; init; }

        public void Open() => _open.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Failure is not null)
                throw Failure;
            await _open.Task;
            Writes.Add(buffer.ToArray());
        }
    }
}
