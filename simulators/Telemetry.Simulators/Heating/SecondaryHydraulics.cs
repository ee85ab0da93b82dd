using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Heating;

/// <summary>
/// Water and pressure of a station's secondary network. What seeps, leaks, shrinks or is pumped in changes the water in
/// the expansion vessel and so the return pressure; the make-up pump answers, and empties the tank that a float valve
/// fills.
/// </summary>
internal sealed class SecondaryHydraulics(StationDesign design, double tankLevel)
{
    /// <summary>Volume by which water grows per K at 40 to 50 degC.</summary>
    private const double Expansion = 4.2e-4;

    /// <summary>Most the make-up pump can give, and most the tank's inlet lets in, as parts of the circulation.</summary>
    private const double MakeupLimit = 0.10;
    private const double InletLimit = 0.02;

    private const double FloatOpens = 1.4;
    private const double FloatCloses = 1.9;

    /// <summary>t/h that the make-up pump adds per MPa below its set point.</summary>
    private const double MakeupGain = 40;

    private double _surplus;
    private bool _inletOpen;

    /// <summary>Circulation, t/h.</summary>
    public double Flow { get; private set; } = design.SecondaryFlow;

    /// <summary>MPa at the pump's suction.</summary>
    public double ReturnPressure { get; private set; } = design.ReturnPressure;

    /// <summary>MPa behind the pump.</summary>
    public double SupplyPressure { get; private set; } = design.ReturnPressure + design.PumpHead;

    /// <summary>t/h.</summary>
    public double Makeup { get; private set; } = design.SeepageFraction * design.SecondaryFlow;

    /// <summary>m.</summary>
    public double TankLevel { get; private set; } = tankLevel;

    /// <summary>A: electric power of the pump at three phases of 400 V, by flow and head.</summary>
    public double PumpCurrent { get; private set; }

    /// <param name="seconds">Length of the step.</param>
    /// <param name="resistanceDrift">Change of the flow by valves in the houses, as a part.</param>
    /// <param name="warmingPerHour">Change of the water's mean temperature, K/h.</param>
    /// <param name="leak">Part of the circulation that a leak would lose at the design pressure.</param>
    public void Step(double seconds, double resistanceDrift, double warmingPerHour, double leak)
    {
        double hours = seconds / 3600;
        Flow = design.SecondaryFlow * (1 + resistanceDrift);
        double relative = Flow / design.SecondaryFlow;
        SupplyPressure = ReturnPressure + design.PumpHead * relative * relative;

        double designSupply = design.ReturnPressure + design.PumpHead;
        double outflow = (design.SeepageFraction + leak) * design.SecondaryFlow * Math.Sqrt(SupplyPressure / designSupply);
        double expanded = design.WaterVolume * Expansion * warmingPerHour;
        _surplus += (Makeup + expanded - outflow) * hours;

        // The vessel is empty, and the pump near cavitation, long before the pressure is nothing.
        _surplus = Math.Max(_surplus, -(design.ReturnPressure - 0.03) * design.VesselVolume);
        ReturnPressure = design.ReturnPressure + _surplus / design.VesselVolume;

        double wanted = design.SeepageFraction * design.SecondaryFlow + MakeupGain * (design.ReturnPressure - ReturnPressure);
        double available = TankLevel > 0.1 ? MakeupLimit * design.SecondaryFlow : 0;
        Makeup = Lag.Toward(Makeup, Math.Clamp(wanted, 0, available), seconds, 10);
        FillTank(hours);

        double electricKw = Flow / 3.6 * design.PumpHead * relative * relative / 0.62;
        PumpCurrent = electricKw / (1.732 * 0.4 * 0.86);
    }

    private void FillTank(double hours)
    {
        if (TankLevel < FloatOpens)
            _inletOpen = true;
        else if (TankLevel > FloatCloses)
            _inletOpen = false;
        double inflow = _inletOpen ? InletLimit * design.SecondaryFlow : 0;
        TankLevel = Math.Max(0.05, TankLevel + (inflow - Makeup) * hours / design.TankArea);
    }
}
