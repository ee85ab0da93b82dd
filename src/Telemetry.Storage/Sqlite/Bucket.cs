namespace Telemetry.Storage.Sqlite;

/// <summary>What is kept of the values of one minute or hour: enough for every <see cref="Stores.Aggregate"/>. Values come in the order of their time.</summary>
internal struct Bucket
{
    public long Count;
    public double Sum;
    public double Min;
    public double Max;
    public double First;
    public double Last;

    public void Add(double value) => Add(new Bucket { Count = 1, Sum = value, Min = value, Max = value, First = value, Last = value });

    /// <summary>Adds a bucket that follows in time.</summary>
    public void Add(in Bucket later)
    {
        if (Count == 0)
        {
            this = later;
            return;
        }

        Count += later.Count;
        Sum += later.Sum;
        Min = Math.Min(Min, later.Min);
        Max = Math.Max(Max, later.Max);
        Last = later.Last;
    }
}
