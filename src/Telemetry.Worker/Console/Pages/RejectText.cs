using Telemetry.Readings;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Console.Pages;

/// <summary>Words for why a message was rejected.</summary>
internal static class RejectText
{
    public static LocalizedText Of(RejectReason reason) => reason switch
    {
        RejectReason.EmptyPayload => new("内容为空", "Empty payload"),
        RejectReason.Oversize => new("内容过大", "Too large"),
        RejectReason.ByteOrderMark => new("带字节顺序标记", "Byte order mark"),
        RejectReason.InvalidUtf8 => new("不是 UTF-8", "Not UTF-8"),
        RejectReason.MalformedJson => new("JSON 格式错误", "Malformed JSON"),
        RejectReason.TrailingBytes => new("JSON 之后有多余内容", "Something after the JSON"),
        RejectReason.TooDeep => new("嵌套过深", "Nested too deep"),
        RejectReason.NotAnObject => new("不是 JSON 对象", "Not a JSON object"),
        RejectReason.DuplicateKey => new("键重复", "Key given twice"),
        RejectReason.MissingTimestamp => new("缺少时间", "Time missing"),
        RejectReason.EmptyReading => new("没有可用数值", "No usable value"),
        RejectReason.MissingEvent => new("缺少事件名", "Event name missing"),
        RejectReason.UnknownEvent => new("未知事件", "Unknown event"),
        RejectReason.InvalidStatus => new("状态消息无效", "Invalid status"),
        RejectReason.InvalidReply => new("指令回复无效", "Invalid reply"),
        RejectReason.InvalidSnapshot => new("图片无效", "Invalid picture"),
        RejectReason.UnknownTopic => new("未知主题", "Unknown topic"),
        RejectReason.UnknownDevice => new("未知设备", "Unknown device"),
        RejectReason.WrongArea => new("区域不符", "Wrong area"),
        RejectReason.WrongSystem => new("系统不符", "Wrong system"),
        RejectReason.NotAuthorized => new("无权代该设备发送", "May not speak for the device"),
        RejectReason.UnsupportedContent => new("不支持的内容类型", "Content type not supported"),
        RejectReason.WrongDirection => new("方向错误", "Wrong direction"),
        RejectReason.SnapshotNotKept => new("图片未能保存", "Picture could not be kept"),
        RejectReason.InvalidSenml => new("SenML 无效", "Invalid SenML"),
        RejectReason.UnsupportedVersion => new("SenML 版本过新", "SenML too new"),
        RejectReason.MustUnderstand => new("SenML 含必须理解的未知字段", "SenML field that must be understood"),
        RejectReason.Flood => new("发送过多", "Too many messages"),
        RejectReason.InvalidInput => new("设置无效", "Invalid input"),
        _ => DisplayText.Same(reason.ToString()),
    };
}
