namespace Telemetry.Storage.Stores;

/// <summary>A batch and the write that is under way with it.</summary>
internal sealed class UploadSlot(UploaderOptions options)
{
    public LineBatch Batch { get; } = new(options.MaximumLines, options.MaximumBytes);

    public Task<WriteResult> Write { get; set; } = Task.FromResult(default(WriteResult));
}
