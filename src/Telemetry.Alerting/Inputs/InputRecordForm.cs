namespace Telemetry.Alerting.Inputs;

/// <summary>An input without its points, as the checkpoint keeps it.</summary>
internal static class InputRecordForm
{
    public static void Write(BinaryWriter writer, InputRecord record)
    {
        writer.Write((byte)record.Kind);
        Write(writer, record.Scope.Device);
        Write(writer, record.Scope.Site);
        Write(writer, record.Scope.Area);
        Write(writer, record.Scope.System);
        writer.Write(record.Principal);
        writer.Write(record.GivenAtMs);
        Write(writer, record.Id);
        writer.Write(record.Name);
        Write(writer, record.Text);
        writer.Write(record.Number);
        writer.Write(record.FromMs);
        writer.Write(record.UntilMs);
        writer.Write(record.IsTakenBack);
        writer.Write(record.HasSteps);
        Write(writer, record.Note);
    }

    public static InputRecord Read(BinaryReader reader) => new()
    {
        Kind = (InputKind)reader.ReadByte() is var kind && Enum.IsDefined(kind) ? kind : throw new InvalidDataException($"an input of kind {(byte)kind}"),
        Scope = new InputScope(ReadText(reader), ReadText(reader), ReadText(reader), ReadText(reader)),
        Principal = reader.ReadString(),
        GivenAtMs = reader.ReadInt64(),
        Id = ReadText(reader),
        Name = reader.ReadString(),
        Text = ReadText(reader),
        Number = reader.ReadDouble(),
        FromMs = reader.ReadInt64(),
        UntilMs = reader.ReadInt64(),
        IsTakenBack = reader.ReadBoolean(),
        HasSteps = reader.ReadBoolean(),
        Note = ReadText(reader),
    };

    private static void Write(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
        {
            writer.Write(text);
        }
    }

    private static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;
}
