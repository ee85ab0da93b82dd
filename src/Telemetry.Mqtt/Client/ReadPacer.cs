using System.Diagnostics;
using System.Net.Sockets;

namespace Telemetry.Mqtt.Client;

/// <summary>
/// Lets the socket fill while messages come fast, so that many of them come in one read.
/// </summary>
/// <remarks>
/// A broker sends each message as a small segment of its own. Reading at once costs a wake-up, a system call and a turn
/// of the thread pool for every one. When at least two messages are expected within the longest fill, the next read
/// waits instead: one millisecond when that brings plenty, longer when it does not.
/// And because the kernel would wake the runtime's socket thread for every segment all the same, it is told meanwhile
/// to report nothing below a high mark (SO_RCVLOWAT); before a read that has to wait for data the mark goes back to one
/// byte. With TLS the mark stays where it is: a record that is not complete must not wait for it.
/// </remarks>
internal sealed class ReadPacer : IDisposable
{
    /// <summary>Messages expected within the longest fill.</summary>
    private const double EnterAt = 2;
    private const double LeaveAt = 0.5;

    /// <summary>A read with so many messages costs little per message; waiting for more only adds delay.</summary>
    private const double Plenty = 32;
    private const int HighMark = 256 << 10;

    private readonly int _longestFill;
    private readonly Socket _socket;
    private readonly bool _isEncrypted;
    private readonly FillThread _thread = new();
    private double _expected;
    private long _lastLook = Stopwatch.GetTimestamp();

    /// <param name="longestFill">Whole milliseconds; 0: every read follows at once.</param>
    /// <param name="socket">What fills.</param>
    /// <param name="isEncrypted">True when TLS reads from the socket.</param>
    public ReadPacer(TimeSpan longestFill, Socket socket, bool isEncrypted)
    {
        _longestFill = (int)longestFill.TotalMilliseconds;
        _socket = socket;
        _isEncrypted = isEncrypted;
    }

    /// <summary>True while the socket is left to fill.</summary>
    public bool IsFilling { get; private set; }

    /// <summary>Completes when it is time for the next read.</summary>
    /// <param name="messages">Messages of the read just done.</param>
    public ValueTask WaitAsync(int messages)
    {
        if (_longestFill == 0)
            return ValueTask.CompletedTask;
        Count(messages);
        return IsFilling || _expected >= EnterAt ? FillAsync() : ValueTask.CompletedTask;
    }

    public void Dispose() => _thread.Dispose();

    private async ValueTask FillAsync()
    {
        if (!IsFilling)
        {
            IsFilling = true;
            SetLowWater(HighMark);
        }

        int fill = Fill();
        while (true)
        {
            await _thread.WaitAsync(fill).ConfigureAwait(false);

            // TLS may hold bytes that the socket knows nothing of.
            if (_isEncrypted || _socket.Available > 0)
                return;
            Count(0);
            if (_expected < LeaveAt)
            {
                IsFilling = false;
                SetLowWater(1);
                return;
            }
        }
    }

    private int Fill()
    {
        int fill = 1;
        while (fill * 2 <= _longestFill && _expected * fill * 2 / _longestFill < Plenty)
            fill *= 2;
        return fill;
    }

    /// <summary>Follows the rate: messages per longest fill, smoothed over about four looks.</summary>
    private void Count(int messages)
    {
        long now = Stopwatch.GetTimestamp();
        double elapsed = Stopwatch.GetElapsedTime(_lastLook, now).TotalMilliseconds / _longestFill;
        _lastLook = now;
        _expected += ((elapsed > 0 ? messages / elapsed : 0) - _expected) / 4;
    }

    private void SetLowWater(int bytes)
    {
        if (!_isEncrypted && OperatingSystem.IsLinux())
            _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater, bytes);
    }
}
