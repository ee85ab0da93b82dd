namespace Telemetry.Simulators.Imaging;

internal readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    /// <summary>A mixture: 0 is this colour, 1 the other.</summary>
    public Rgb Toward(Rgb other, double part) =>
        new(Mix(Red, other.Red, part), Mix(Green, other.Green, part), Mix(Blue, other.Blue, part));

    private static byte Mix(byte from, byte to, double part) => (byte)Math.Round(from + (to - from) * Math.Clamp(part, 0, 1));
}
