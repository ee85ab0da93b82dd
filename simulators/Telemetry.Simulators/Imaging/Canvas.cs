namespace Telemetry.Simulators.Imaging;

/// <summary>Pixels to draw on: 8-bit RGB, origin at the top left. What lies outside is not drawn.</summary>
internal sealed class Canvas(int width, int height)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>Three bytes for each pixel, row by row.</summary>
    public byte[] Pixels { get; } = new byte[width * height * 3];

    public void Set(int x, int y, Rgb colour)
    {
        if ((uint)x >= (uint)Width || (uint)y >= (uint)Height)
            return;
        int at = (y * Width + x) * 3;
        Pixels[at] = colour.Red;
        Pixels[at + 1] = colour.Green;
        Pixels[at + 2] = colour.Blue;
    }

    public void Fill(int left, int top, int width, int height, Rgb colour)
    {
        for (int y = top; y < top + height; y++)
        {
            for (int x = left; x < left + width; x++)
                Set(x, y, colour);
        }
    }

    public void Frame(int left, int top, int width, int height, Rgb colour)
    {
        Fill(left, top, width, 1, colour);
        Fill(left, top + height - 1, width, 1, colour);
        Fill(left, top, 1, height, colour);
        Fill(left + width - 1, top, 1, height, colour);
    }

    public void Disc(int centreX, int centreY, int radius, Rgb colour)
    {
        for (int y = -radius; y <= radius; y++)
        {
            for (int x = -radius; x <= radius; x++)
            {
                if (x * x + y * y <= radius * radius)
                    Set(centreX + x, centreY + y, colour);
            }
        }
    }
}
