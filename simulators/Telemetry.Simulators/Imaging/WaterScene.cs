using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Imaging;

/// <summary>
/// What a camera over dangerous water sees: sky, far bank, water, near bank, the warning zone drawn in red, and a person
/// in it with the detector's box around them.
/// </summary>
internal static class WaterScene
{
    public const int Width = 320;
    public const int Height = 180;

    private const int FarBank = 58;
    private const int WaterLine = 70;
    private const int NearBank = 118;

    private static readonly Rgb Night = new(12, 15, 26);
    private static readonly Rgb Danger = new(214, 40, 40);
    private static readonly Rgb Box = new(64, 224, 96);
    private static readonly Rgb Skin = new(222, 178, 140);

    /// <param name="random">Where the person stands and what they wear, and the ripples.</param>
    /// <param name="daylight">0 at night to 1 at noon.</param>
    /// <param name="child">A small person.</param>
    public static byte[] Draw(SeededRandom random, double daylight, bool child)
    {
        var canvas = new Canvas(Width, Height);
        double light = 0.25 + 0.75 * daylight;
        DrawLandscape(canvas, random, light);
        DrawZone(canvas);
        DrawPerson(canvas, random, light, child ? 26 : 42);
        return PngEncoder.Encode(canvas);
    }

    private static void DrawLandscape(Canvas canvas, SeededRandom random, double light)
    {
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                Rgb colour = y switch
                {
                    < FarBank => new Rgb(120, 170, 220).Toward(new Rgb(214, 226, 236), (double)y / FarBank),
                    < WaterLine => new Rgb(72, 96, 60),
                    < NearBank => new Rgb(58, 100, 120).Toward(new Rgb(36, 70, 84), (double)(y - WaterLine) / (NearBank - WaterLine)),
                    _ => new Rgb(128, 118, 86).Toward(new Rgb(92, 98, 62), (double)(y - NearBank) / (Height - NearBank)),
                };
                canvas.Set(x, y, Night.Toward(colour, light));
            }
        }

        for (int ripple = 0; ripple < 60; ripple++)
        {
            int y = WaterLine + 2 + random.Below(NearBank - WaterLine - 4);
            int length = 6 + random.Below(y - WaterLine + 8);
            canvas.Fill(random.Below(Width), y, length, 1, Night.Toward(new Rgb(124, 162, 176), light));
        }
    }

    private static void DrawZone(Canvas canvas)
    {
        for (int x = 24; x < Width - 24; x++)
        {
            if (x / 8 % 2 == 0)
            {
                canvas.Fill(x, NearBank - 10, 1, 2, Danger);
                canvas.Fill(x, NearBank + 44, 1, 2, Danger);
            }
        }

        canvas.Fill(24, NearBank - 10, 2, 56, Danger);
        canvas.Fill(Width - 26, NearBank - 10, 2, 56, Danger);
    }

    private static void DrawPerson(Canvas canvas, SeededRandom random, double light, int height)
    {
        int x = 60 + random.Below(Width - 120);
        int feet = NearBank + 8 + random.Below(28);
        int head = height / 7;
        int top = feet - height;
        var clothes = new Rgb((byte)random.Below(200), (byte)random.Below(160), (byte)random.Below(200));
        canvas.Fill(x - head, top + 2 * head, 2 * head, 3 * head, Night.Toward(clothes, light));
        Rgb trousers = Night.Toward(new Rgb(40, 44, 60), light);
        canvas.Fill(x - head, top + 5 * head, head - 1, 2 * head, trousers);
        canvas.Fill(x + 1, top + 5 * head, head - 1, 2 * head, trousers);
        canvas.Disc(x, top + head, head, Night.Toward(Skin, light));
        canvas.Frame(x - 2 * head, top - 3, 4 * head, height + 5, Box);
    }
}
