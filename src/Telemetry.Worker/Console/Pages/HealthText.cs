using Telemetry.Readings;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Console.Pages;

/// <summary>Words for what can be wrong with how a device speaks.</summary>
internal static class HealthText
{
    public static LocalizedText Of(DeviceFault fault) => fault switch
    {
        DeviceFault.WrongType => new("字段类型错误", "Field of a wrong type"),
        DeviceFault.NotFinite => new("数值不是有限数", "Number not finite"),
        DeviceFault.OutOfRange => new("超出物理范围", "Physically impossible value"),
        DeviceFault.UnknownField => new("未知字段", "Unknown field"),
        DeviceFault.SuspectTime => new("时间不可信", "Implausible time"),
        DeviceFault.EmptySample => new("空样本", "Empty sample"),
        DeviceFault.UnknownEvent => new("未知事件", "Unknown event"),
        DeviceFault.WrongUnit => new("单位不符", "Wrong unit"),
        DeviceFault.UnmappedValue => new("无法映射的取值", "Value without a meaning"),
        DeviceFault.Jump => new("突变", "Implausible jump"),
        DeviceFault.Stuck => new("数值不变", "Stuck value"),
        DeviceFault.SequenceGap => new("序号缺失", "Gap in the sequence"),
        DeviceFault.SequenceRestart => new("序号重启", "Sequence began again"),
        DeviceFault.Duplicate => new("重复样本", "Duplicate sample"),
        DeviceFault.Late => new("迟到样本", "Late sample"),
        DeviceFault.ClockSkew => new("时钟偏差", "Clock off"),
        _ => DisplayText.Same(fault.ToString()),
    };

    public static LocalizedText Of(DeviceState state) => state switch
    {
        DeviceState.Planned => new("规划", "planned"),
        DeviceState.Commissioning => new("调试", "commissioning"),
        DeviceState.InService => new("在用", "in service"),
        _ => new("退役", "retired"),
    };

    /// <summary>How far a clock is ahead or behind; a second is what a message takes.</summary>
    public static LocalizedText Skew(long? aheadMs) => aheadMs switch
    {
        null => new("未知", "not known"),
        > -1000 and < 1000 => new("准确（1 秒内）", "right, within a second"),
        > 0 => new($"快 {DisplayText.Age(aheadMs.Value).Zh}", $"{DisplayText.Age(aheadMs.Value).En} ahead"),
        _ => new($"慢 {DisplayText.Age(-aheadMs.Value).Zh}", $"{DisplayText.Age(-aheadMs.Value).En} behind"),
    };
}
