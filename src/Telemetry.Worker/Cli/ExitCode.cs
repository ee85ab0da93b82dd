namespace Telemetry.Worker.Cli;

/// <summary>What the process tells whoever started it.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>It could not start, or had to stop: a port in use, a folder that cannot be written, a failed disk.</summary>
    public const int Failed = 1;

    /// <summary>Options, seeds or arguments are wrong; nothing was started.</summary>
    public const int Mistakes = 2;
}
