using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Options;

/// <summary>The options and everything that is wrong with them.</summary>
/// <param name="Options">What was read; defaults stand where a value could not be.</param>
/// <param name="Mistakes">One sentence each, naming the option as it is written on the command line.</param>
public sealed record WorkerOptionsResult(WorkerOptions Options, IReadOnlyList<string> Mistakes);

/// <summary>Reads the options from configuration and finds every mistake at once: unknown names, unreadable values, ranges, contradictions.</summary>
public static class WorkerOptionsLoader
{
    /// <summary>Sections of the host itself, which are nobody's mistake.</summary>
    private static readonly string[] ForeignSections = ["Logging", "AllowedHosts", "Kestrel", "urls", "Urls", "environment", "contentRoot", "applicationName"];

    static WorkerOptionsLoader() => DurationConverter.Register();

    /// <summary>The names of the sections there are.</summary>
    public static IReadOnlyList<string> Sections { get; } = [.. typeof(WorkerOptions).GetProperties().Select(p => p.Name)];

    public static WorkerOptionsResult Load(IConfiguration configuration)
    {
        var mistakes = new List<string>();
        var options = new WorkerOptions();
        Read(configuration, options, "", mistakes);
        ReadSecrets(options, mistakes);
        Contradictions.Find(options, mistakes);
        return new WorkerOptionsResult(options, mistakes);
    }

    private static void Read(IConfiguration section, object target, string path, List<string> mistakes)
    {
        Dictionary<string, PropertyInfo> properties = target.GetType().GetProperties()
            .ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (IConfigurationSection child in section.GetChildren())
        {
            string name = path + child.Key;
            if (!properties.TryGetValue(child.Key, out PropertyInfo? property))
            {
                if (path.Length > 0 || LooksLikeOurs(child, properties.Keys))
                    mistakes.Add($"{name}: there is no such option; {Nearest(path, child.Key, properties.Keys)}");
                continue;
            }

            if (!IsSection(property.PropertyType))
                ReadValue(child, target, property, path + property.Name, mistakes);
            else if (path.Length > 0 && child.Value is not null)
                mistakes.Add($"{name} = '{child.Value}': is a section; its options are {string.Join(", ", property.PropertyType.GetProperties().Select(p => $"{path}{property.Name}:{p.Name}"))}.");
            else
                Read(child, property.GetValue(target)!, path + property.Name + ":", mistakes);
        }
    }

    private static void ReadValue(IConfigurationSection source, object target, PropertyInfo property, string name, List<string> mistakes)
    {
        object? standard = property.GetValue(target);
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (source.GetChildren().FirstOrDefault() is { } below)
        {
            mistakes.Add($"{name}:{below.Key}: there is no such option; {name} takes one value: {Describe(type, property)}.");
            return;
        }

        try
        {
            // .NET would take numbers and lists such as 'low,high' for a name too.
            if (type.IsEnum && source.Value is { } word && !Enum.GetNames(type).Contains(word.Trim(), StringComparer.OrdinalIgnoreCase))
                throw new FormatException($"'{word}' is no {type.Name}");
            property.SetValue(target, source.Get(property.PropertyType) ?? (source.Value is "" ? null : standard));
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
        {
            mistakes.Add($"{name} = '{source.Value}': cannot be read; it takes {Describe(type, property)}.");
            return;
        }

        var results = new List<ValidationResult>();
        if (!Validator.TryValidateProperty(property.GetValue(target), new ValidationContext(target) { MemberName = property.Name }, results))
        {
            mistakes.Add($"{name} = '{source.Value}': not allowed; it takes {Describe(type, property)} (default {Show(standard)}).");
            property.SetValue(target, standard);
        }
    }

    /// <summary>A top-level name is ours when it stands under one of our sections' near misses, such as <c>Mqt:Port</c>; the environment is full of others'.</summary>
    private static bool LooksLikeOurs(IConfigurationSection child, IEnumerable<string> sections) =>
        child.GetChildren().Any()
        && !ForeignSections.Contains(child.Key, StringComparer.OrdinalIgnoreCase)
        && sections.Any(s => NearestName.Distance(s, child.Key) <= 2);

    private static bool IsSection(Type type) => type.IsClass && type != typeof(string);

    private static string Nearest(string path, string wrong, IEnumerable<string> known) =>
        NearestName.Of(wrong, known) is { } nearest
            ? $"did you mean {path}{nearest}?"
            : $"known are {string.Join(", ", known.Select(k => path + k))}.";

    private static string Describe(Type type, PropertyInfo property) => property switch
    {
        _ when type.IsEnum => string.Join(", ", Enum.GetNames(type).Select(n => n.ToLowerInvariant())),
        _ when property.GetCustomAttribute<RangeAttribute>() is { } range && type == typeof(TimeSpan) =>
            $"a duration from {ShowDuration(range.Minimum)} to {ShowDuration(range.Maximum)}, such as 30s",
        _ when property.GetCustomAttribute<RangeAttribute>() is { } range => $"a number from {range.Minimum} to {range.Maximum}",
        _ when property.GetCustomAttribute<RegularExpressionAttribute>() is { } pattern => $"text of the form {pattern.Pattern}",
        _ when property.GetCustomAttribute<StringLengthAttribute>() is { } length => $"{length.MinimumLength} to {length.MaximumLength} characters",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(TimeSpan) => "a duration such as 30s",
        _ when type == typeof(DateTimeOffset) => "a moment such as 2020-01-01T00:00:00Z",
        _ when type == typeof(string) => "some text",
        _ => "a number",
    };

    private static string ShowDuration(object value) =>
        DurationConverter.Format(value as TimeSpan? ?? TimeSpan.Parse((string)value, System.Globalization.CultureInfo.InvariantCulture));

    private static string Show(object? value) => value switch
    {
        null => "none",
        TimeSpan duration => DurationConverter.Format(duration),
        Enum or bool => value.ToString()!.ToLowerInvariant(),
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value}"),
    };

    private static void ReadSecrets(WorkerOptions options, List<string> mistakes)
    {
        options.Mqtt.Password = Secret("Mqtt:Password", options.Mqtt.Password, options.Mqtt.PasswordFile, mistakes);
        options.Store.Password = Secret("Store:Password", options.Store.Password, options.Store.PasswordFile, mistakes);
        options.Store.Token = Secret("Store:Token", options.Store.Token, options.Store.TokenFile, mistakes);
        options.Notifications.Webhook.Token = Secret("Notifications:Webhook:Token", options.Notifications.Webhook.Token, options.Notifications.Webhook.TokenFile, mistakes);
        options.Heartbeat.Token = Secret("Heartbeat:Token", options.Heartbeat.Token, options.Heartbeat.TokenFile, mistakes);
    }

    private static string? Secret(string name, string? value, string? file, List<string> mistakes)
    {
        if (file is null)
            return value;
        if (value is not null)
        {
            mistakes.Add($"{name} and {name}File are both set; keep one.");
            return value;
        }

        try
        {
            string line = File.ReadLines(file).FirstOrDefault("").Trim();
            if (line.Length == 0)
                mistakes.Add($"{name}File = '{file}': the file is empty; its first line has to be the secret.");
            return line;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            mistakes.Add($"{name}File = '{file}': {e.Message}");
            return null;
        }
    }
}
