using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Heating;

/// <summary>What makes one heat-exchange station unlike another; drawn once from its seed.</summary>
internal sealed class StationDesign
{
    /// <summary>1.163 kWh per t and K: P[kW] = 1.163 * G[t/h] * dT.</summary>
    public const double HeatOfWater = 1.163;

    /// <summary>An equal-percentage valve: closed to 0 % it still passes a 30th of its flow.</summary>
    private const double ValveRangeability = 30;

    public StationDesign(SeededRandom random)
    {
        LoadKw = random.Between(2400, 6200);
        double supply = random.Between(64, 66.5);

        // Renovated houses need less than the 75/50 that the network was designed for.
        Curve = new OutdoorCompensation(supply, supply - random.Between(19.5, 20.5));
        SecondaryFlow = LoadKw / (HeatOfWater * (Curve.DesignSupply - Curve.DesignReturn));
        Distance = random.Between(0.1, 1);
        TransportSeconds = 120 + 1500 * Distance;
        ReturnPressure = random.Between(0.27, 0.34);
        PumpHead = random.Between(0.14, 0.20);
        SeepageFraction = random.Between(0.0050, 0.0068);
        WaterVolume = LoadKw * 0.018;
        VesselVolume = random.Between(1.6, 2.4);
        TankArea = random.Between(3.5, 6);
        double designFlow = LoadKw / (HeatOfWater * (124 - 52));
        ValveCapacity = designFlow / (ValveOpening(random.Between(78, 86)) * Math.Sqrt(0.20));
    }

    /// <summary>Heat at the design outdoor temperature, kW.</summary>
    public double LoadKw { get; }

    public OutdoorCompensation Curve { get; }

    /// <summary>Circulation of the secondary network, t/h.</summary>
    public double SecondaryFlow { get; }

    /// <summary>Way from the plant: 0 beside it, 1 at the end of the network.</summary>
    public double Distance { get; }

    /// <summary>Time the hot water needs from the plant, s.</summary>
    public double TransportSeconds { get; }

    /// <summary>Pressure that the make-up pump holds in the secondary return, MPa.</summary>
    public double ReturnPressure { get; }

    /// <summary>Pressure that the circulation pump adds at its design flow, MPa.</summary>
    public double PumpHead { get; }

    /// <summary>Water that even a sound network loses, as part of the circulation.</summary>
    public double SeepageFraction { get; }

    /// <summary>Water in the secondary network, m3: it expands and shrinks.</summary>
    public double WaterVolume { get; }

    /// <summary>Expansion vessel: m3 that it takes per MPa.</summary>
    public double VesselVolume { get; }

    /// <summary>Ground area of the make-up tank, m2.</summary>
    public double TankArea { get; }

    /// <summary>Flow of the primary valve, fully open, t/h at 1 MPa.</summary>
    public double ValveCapacity { get; }

    /// <summary>Part of its capacity that the valve passes at a position in %.</summary>
    public static double ValveOpening(double position) => Math.Pow(ValveRangeability, position / 100 - 1);
}
