using static Telemetry.Readings.Inventory.Files.Values;

namespace Telemetry.Readings.Inventory.Files;

/// <summary>The mappings of a file under <c>systems/</c>.</summary>
internal static class SystemShapes
{
    public static readonly string[] Severities = ["critical", "high", "medium", "low"];
    public static readonly string[] GroupKeys = ["area", "site", "gateway"];
    public static readonly string[] FieldTypes = ["number", "boolean", "text"];
    public static readonly string[] Codecs = ["native", "senml"];
    public static readonly string[] TimeFormats = ["unix-s", "unix-ms", "rfc3339"];
    public static readonly string[] Confirmations = ["none", "second-person"];

    private static readonly string SeverityValue =
        $$"""{ "anyOf": [{{OneOf(Severities)}}, {{MapOf(OneOrMore(Text), "^(critical|high|medium|low)$")}}] }""";

    public static readonly FileShape Localized = new(
        "localized",
        new FileKey("zh", Text, "In Chinese.") { IsRequired = true },
        new FileKey("en", Text, "In English.") { IsRequired = true });

    public static readonly FileShape Field = new(
        "field",
        new FileKey("type", OneOf(FieldTypes), "number (the default), boolean or text; for ever, because stores cannot change it."),
        new FileKey("unit", Ref("unit"), "The unit of a number; 1 for a ratio. Known units are listed in docs/city.md."),
        new FileKey("physical", NumberRange, "[minimum, maximum] that the sensor can possibly say; .inf leaves an end open. Outside is stored as bad and never reaches a rule."),
        new FileKey("normal", NumberRange, "[minimum, maximum] where the value usually is; inside physical."),
        new FileKey("resolution", Positive, "The step in which the sensor tells the value, in its unit."),
        new FileKey("max-rate", """{ "type": "string", "pattern": "^[0-9.eE+-]+ in [0-9.]+(ms|s|m|h|d)$" }""", "The most that it can change in a time, such as 0.5 in 5m; more is suspect."),
        new FileKey("stuck-after", Duration, "A value that stays the same for longer is that of a stuck sensor."),
        new FileKey("values", OneOrMore(Text), "What a text may say."),
        new FileKey("derived", Text, "Arithmetic on other fields, parameters and tables by which the field is computed when a reading arrives."),
        new FileKey("title", Ref("localized"), "What operators call it."));

    public static readonly FileShape Parameter = new(
        "parameter",
        new FileKey("unit", Ref("unit"), "The unit; 1 for a ratio.") { IsRequired = true },
        new FileKey("range", NumberRange, "[minimum, maximum] that a device may have."),
        new FileKey("default", Number, "The value of devices that give none; without it each must give one."),
        new FileKey("title", Ref("localized"), "What operators call it.") { IsRequired = true });

    public static readonly FileShape Curve = new(
        "curve",
        new FileKey("from", Ref("unit"), "The unit of what is looked up.") { IsRequired = true },
        new FileKey("to", Ref("unit"), "The unit of what is found.") { IsRequired = true },
        new FileKey("title", Ref("localized"), "What operators call it.") { IsRequired = true });

    public static readonly FileShape Mode = new(
        "mode",
        new FileKey("title", Ref("localized"), "What operators call it.") { IsRequired = true },
        new FileKey("normal", MapOf(NumberRange, FieldName), "Fields and where they usually are in this mode: [minimum, maximum]."));

    public static readonly FileShape Interlock = new(
        "interlock",
        new FileKey("id", Id, "Unique within its command.") { IsRequired = true },
        new FileKey("when", Text, "The condition under which the command is refused.") { IsRequired = true },
        new FileKey("title", Ref("localized"), "The reason that is shown.") { IsRequired = true });

    public static readonly FileShape Command = new(
        "command",
        new FileKey("title", Ref("localized"), "What operators call it.") { IsRequired = true },
        new FileKey("ttl", Duration, "How long after it was issued it may still run.") { IsRequired = true },
        new FileKey("args", MapOf(Ref("field"), FieldName), "Arguments: type, unit, range (physical) and values."),
        new FileKey("confirmation", OneOf(Confirmations), "Who has to agree: none (the default) or second-person."),
        new FileKey("interlocks", ListOf(Ref("interlock")), "Conditions that refuse it."));

    public static readonly FileShape RuleCommand = new(
        "rule-command",
        new FileKey("name", Id, "A command of the kind.") { IsRequired = true },
        new FileKey("args", """{ "type": "object" }""", "Values for its arguments."),
        new FileKey("ttl", Duration, "How long it may still run; otherwise the command's own."));

    public static readonly FileShape RuleGroup = new(
        "rule-group",
        new FileKey("by", OneOf(GroupKeys), "What the devices have in common.") { IsRequired = true },
        new FileKey("at-least", """{ "type": "number", "exclusiveMinimum": 1 }""", "So many devices make a group.") { IsRequired = true },
        new FileKey("within", Duration, "How close together they must have begun.") { IsRequired = true },
        new FileKey("severity", OneOf(Severities), "The group's own severity; the highest that the rule may come to, unless told."),
        new FileKey("title", Ref("localized"), "What people are told of the group.") { IsRequired = true });

    public static readonly FileShape Rule = new(
        "rule",
        new FileKey("id", Id, "Unique within its kind.") { IsRequired = true },
        new FileKey("when", Text, "A condition on readings that raises it."),
        new FileKey("clear", Text, "The condition that ends it."),
        new FileKey("for", Duration, "How long `when` must hold."),
        new FileKey("absent", Text, "How long a device may be silent: 3 intervals, or a duration."),
        new FileKey("unless", Text, "The condition that suppresses it by design."),
        new FileKey("deadband", Positive, "How far beyond the limit a value must return to end it, in the field's unit."),
        new FileKey("event", OneOrMore(Id), "The events that raise it."),
        new FileKey("where", Text, "A condition on the attributes of the event."),
        new FileKey("merge", Text, "When a further event belongs to the same condition: FIELD within DURATION."),
        new FileKey("clear-event", OneOrMore(Id), "The events that end it."),
        new FileKey("clear-after", Duration, "How long after the last event it is over."),
        new FileKey("during", OneOrMore(Text), "When it may be raised: 22:00-05:00, mon-fri 08:00-18:00, holidays, or not one of these."),
        new FileKey("samples", Text, "How many samples of how many must agree: 3 of 5; for events 3 of 3 within 10s."),
        new FileKey("severity", SeverityValue, "How urgent it is: one word, or how it rises: { medium: at once, high: after 30m, critical: when value > 4 }.") { IsRequired = true },
        new FileKey("inhibited-by", OneOrMore(Text), "Rules whose conditions keep this one from being raised: RULE of the same device, or site.RULE, gateway.RULE, upstream.RULE and so on."),
        new FileKey("group", Ref("rule-group"), "When many of its conditions are one incident."),
        new FileKey("chatter", """{ "type": "string", "pattern": "^(never|[0-9]+ in [0-9.]+(ms|s|m|h|d))$" }""", "So many occurrences within a time are one incident: 3 in 1m; or never. Otherwise as the city has it."),
        new FileKey("life-safety", TrueOrFalse, "True: never suppressed by a flood, silenced at most an hour."),
        new FileKey("escalation", Id, "The ladder of people."),
        new FileKey("title", Ref("localized"), "What people are told.") { IsRequired = true },
        new FileKey("advice", Ref("localized"), "What whoever answers should do."),
        new FileKey("procedure", Text, "Where the procedure is written: an https address, or a path."),
        new FileKey("command", Ref("rule-command"), "What the device itself is told."));

    public static readonly FileShape MappedTime = new(
        "mapped-time",
        new FileKey("at", Text, "JSON pointer.") { IsRequired = true },
        new FileKey("format", OneOf(TimeFormats), "How the time is written.") { IsRequired = true });

    public static readonly FileShape MappedField = new(
        "mapped-field",
        new FileKey("at", Text, "JSON pointer.") { IsRequired = true },
        new FileKey("scale", Number, "What the number is multiplied by."),
        new FileKey("offset", Number, "What is added then."),
        new FileKey("map", """{ "type": "object" }""", "Values of the vendor and what they mean."));

    public static readonly FileShape Mapping = new(
        "mapping",
        new FileKey("samples", Text, "JSON pointer of the array of samples; without it the payload is one."),
        new FileKey("time", Ref("mapped-time"), "Where the time of a sample stands."),
        new FileKey("sequence", Text, "JSON pointer of the sequence number."),
        new FileKey("fields", MapOf("""{ "anyOf": [{ "type": "string", "pattern": "^/" }, { "$ref": "#/$defs/mapped-field" }] }""", FieldName), "Fields and where they stand: a JSON pointer, or at, scale, offset and map.") { IsRequired = true });

    public static readonly FileShape Kind = new(
        "kind",
        new FileKey("title", Ref("localized"), "What operators call such a device.") { IsRequired = true },
        new FileKey("interval", Duration, "How often such a device reports.") { IsRequired = true },
        new FileKey("fastest-interval", Duration, "The shortest time between two readings, of devices that report sooner when values change; the interval unless told."),
        new FileKey("parameters", MapOf(Ref("parameter"), FieldName), "Numbers that each device has from the inventory."),
        new FileKey("tables", MapOf(Ref("curve"), FieldName), "Tables that each device has from the inventory."),
        new FileKey("fields", MapOf(Ref("field"), FieldName), "What it measures: the readings."),
        new FileKey("modes", MapOf(Ref("mode"), IdPattern), "Modes of operation with ranges of their own."),
        new FileKey("phases", MapOf(Ref("mode"), IdPattern), "Phases of growth or of a process with ranges of their own."),
        new FileKey("events", OneOrMore(Id), "What can happen to it."),
        new FileKey("event-fields", MapOf(Ref("field"), FieldName), "What its events tell."),
        new FileKey("codec", OneOf(Codecs), "How its payloads are written when no content type says so: native JSON (the default) or SenML."),
        new FileKey("senml", MapOf(Text, ".+"), "Names in SenML and the fields they mean."),
        new FileKey("mapping", Ref("mapping"), "Where the fields stand in a vendor's own JSON."),
        new FileKey("event-mapping", Ref("mapping"), "Where the attributes of events stand in a vendor's own JSON."),
        new FileKey("messages-per-second", Positive, "The most messages that a device may send, on average."),
        new FileKey("commands", MapOf(Ref("command"), IdPattern), "What it can be told."),
        new FileKey("rules", ListOf(Ref("rule")), "What must alarm; see docs/rules.md."));

    public static readonly FileShape File = new(
        "system",
        new FileKey("system", Id, "The id of the system: the third level of its topics, and its measurement.") { IsRequired = true },
        new FileKey("title", Ref("localized"), "What operators call it.") { IsRequired = true },
        new FileKey("units", OneOrMore(Name), "Units that this system needs beside the known ones."),
        new FileKey("kinds", MapOf(Ref("kind"), IdPattern), "The kinds of its devices.") { IsRequired = true });

    /// <summary>Every mapping, the file first.</summary>
    public static readonly IReadOnlyList<FileShape> All =
        [File, Kind, Parameter, Curve, Field, Mode, Mapping, MappedTime, MappedField, Command, Interlock, Rule, RuleGroup, RuleCommand, Localized];
}
