using System.Globalization;
using System.Text;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads the files of a city folder as text; what cannot be read is a mistake and the others are still read.</summary>
internal static class CityFolder
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaximumFileBytes = 16 * 1024 * 1024;

    public const string Systems = "systems";
    public const string CityFiles = "city";

    /// <summary>A city may have no plans.</summary>
    public const string Plans = "plans";

    private static readonly string[] Parts = [Systems, CityFiles, Plans];
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Names of the files with what they hold; a null text was told as a mistake.</summary>
    public static IReadOnlyList<(string Path, string? Text)> Read(string folder, MistakeList mistakes)
    {
        if (!Directory.Exists(folder))
        {
            mistakes.Add(folder, 0, 0, "the city folder does not exist");
            return [];
        }

        var files = new List<(string, string?)>();
        foreach (string part in Parts)
        {
            string path = Path.Combine(folder, part);
            try
            {
                string[] names = [.. Directory.EnumerateFiles(path)
                    .Where(f => Path.GetExtension(f) is ".yaml" or ".yml")
                    .Order(StringComparer.Ordinal)];
                if (names.Length == 0 && part != Plans)
                    mistakes.Add(path, 0, 0, "the folder has no .yaml files");
                foreach (string name in names)
                    files.Add(($"{part}/{Path.GetFileName(name)}", ReadFile(name, MaximumFileBytes, mistakes)));
            }
            catch (DirectoryNotFoundException) when (part == Plans)
            {
            }
            catch (DirectoryNotFoundException)
            {
                mistakes.Add(path, 0, 0, "the folder does not exist");
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                mistakes.Add(path, 0, 0, $"the folder cannot be read: {error.Message}");
            }
        }

        return files;
    }

    /// <summary>
    /// The files of a folder with their lengths and times, those of what links lead to: cheap, and another text after each
    /// change.
    /// </summary>
    public static string Fingerprint(string folder)
    {
        var text = new StringBuilder();
        foreach (string part in Parts)
        {
            try
            {
                foreach (FileInfo file in new DirectoryInfo(Path.Combine(folder, part)).EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal))
                {
                    FileInfo target = Target(file);
                    text.Append(CultureInfo.InvariantCulture, $"{part}/{file.Name} {target.Length} {target.LastWriteTimeUtc.Ticks}\n");
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In the middle of being replaced, or gone: once it stays so, whoever reads the files says what is wrong.
                text.Append(CultureInfo.InvariantCulture, $"{part}: {e.Message}\n");
            }
        }

        return text.ToString();
    }

    private static FileInfo Target(FileInfo file) => file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;

    /// <summary>A file as text; null when it cannot be read, which was told as a mistake.</summary>
    public static string? ReadFile(string path, int maximumBytes, MistakeList mistakes)
    {
        try
        {
            // Pipes and devices have no length; to open a pipe that nobody writes to would take for ever.
            if (Target(new FileInfo(path)).Length == 0)
                return "";
            using FileStream stream = File.OpenRead(path);
            byte[] bytes = new byte[Math.Min(stream.Length, maximumBytes) + 1];
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Decode(path, bytes.AsSpan(0, length), maximumBytes, mistakes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            mistakes.Add(path, 0, 0, $"the file cannot be read: {error.Message}");
            return null;
        }
    }

    private static string? Decode(string path, ReadOnlySpan<byte> bytes, int maximumBytes, MistakeList mistakes)
    {
        if (bytes.Length > maximumBytes)
        {
            mistakes.Add(path, 0, 0, $"the file is larger than {maximumBytes / 1024 / 1024} MiB");
            return null;
        }

        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            ReadOnlySpan<byte> before = bytes[..Math.Clamp(error.Index, 0, bytes.Length)];
            int line = before.Count((byte)'\n') + 1;
            int column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
            mistakes.Add(path, line, column, "the file is not UTF-8 here");
            return null;
        }
    }
}
