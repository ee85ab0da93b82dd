using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Telemetry.Readings.Inventory;

/// <summary>One file of the city's data, as text.</summary>
/// <param name="Path">The path inside the city folder with forward slashes, such as <c>systems/heating.yaml</c>.</param>
/// <param name="Text">The contents with line ends as LF and without a byte order mark, so that the hash is the same on every system.</param>
public sealed record CityFile(string Path, string Text)
{
    /// <summary>SHA-256 over the files in order; lengths go in too, so that text cannot wander between files unseen.</summary>
    internal static string Hash(IReadOnlyList<CityFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (CityFile file in files)
        {
            foreach (string part in (ReadOnlySpan<string>)[file.Path, file.Text])
            {
                byte[] utf8 = Encoding.UTF8.GetBytes(part);
                BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
                hash.AppendData(length);
                hash.AppendData(utf8);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
