using Telemetry.Readings.Health;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Api;

namespace Telemetry.Worker.Console.Pages;

/// <summary>What the page of a device shows.</summary>
/// <param name="Device">It.</param>
/// <param name="NowMs">When it was gathered, Unix milliseconds.</param>
/// <param name="Presence">Whether it is there.</param>
/// <param name="Item">As in a list.</param>
/// <param name="Values">The last value of each field.</param>
/// <param name="Health">How well it speaks.</param>
public sealed record DevicePageView(
    Device Device, long NowMs, Presence Presence, DeviceItem Item, IReadOnlyList<ValueView> Values, DeviceHealth Health);
