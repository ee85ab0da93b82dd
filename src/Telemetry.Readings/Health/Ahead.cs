using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Telemetry.Readings.Health;

/// <summary>
/// Asks the processor for memory that will be needed soon. A city's devices do not fit its caches: a message would wait
/// for each line of its device's state in turn, and so they come while the payload is being read. A hint: nothing depends on it.
/// </summary>
internal static class Ahead
{
    private const int LineBytes = 64;

    /// <summary>Asks for the lines that a value lies in.</summary>
    public static void Fetch<T>(ref T value)
        where T : struct => Fetch(ref value, 1);

    /// <summary>Asks for the lines that values lie in, beginning with the first.</summary>
    public static unsafe void Fetch<T>(ref T first, int count)
        where T : struct
    {
        if (!Sse.IsSupported)
            return;

        // Never read through: it may point anywhere once the collector has moved the array.
        byte* at = (byte*)Unsafe.AsPointer(ref first);
        for (byte* end = at + (count * Unsafe.SizeOf<T>()); at < end; at += LineBytes)
            Sse.Prefetch0(at);
    }
}
