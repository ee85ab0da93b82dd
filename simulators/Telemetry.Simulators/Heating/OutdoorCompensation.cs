namespace Telemetry.Simulators.Heating;

/// <summary>
/// The outdoor-compensation curve of a radiator network with constant flow: the colder it is outside, the warmer the
/// water. Temperatures in degC.
/// </summary>
/// <param name="DesignSupply">Supply at the design outdoor temperature (ts').</param>
/// <param name="DesignReturn">Return at the design outdoor temperature (tr').</param>
/// <param name="Indoor">Indoor temperature to be held (tn).</param>
/// <param name="DesignOutdoor">Design outdoor temperature (tw').</param>
/// <param name="Exponent">b: a radiator gives off heat with its excess temperature to the power of 1 + b.</param>
internal readonly record struct OutdoorCompensation(
    double DesignSupply, double DesignReturn, double Indoor = 18, double DesignOutdoor = -6, double Exponent = 0.3)
{
    /// <summary>Q, the part of the design load that is needed: 0 when it is as warm outside as inside.</summary>
    public double LoadFraction(double outdoor) => Math.Max(0, (Indoor - outdoor) / (Indoor - DesignOutdoor));

    public double Supply(double outdoor) => Mean(outdoor) + HalfSpread(outdoor);

    public double Return(double outdoor) => Mean(outdoor) - HalfSpread(outdoor);

    /// <summary>Part of the design load that water of this mean temperature gives off.</summary>
    public double HeatGivenOff(double mean) =>
        Math.Pow(Math.Max(0, mean - Indoor) / DesignExcess, 1 + Exponent);

    private double DesignExcess => (DesignSupply + DesignReturn - 2 * Indoor) / 2;

    private double Mean(double outdoor) => Indoor + DesignExcess * Math.Pow(LoadFraction(outdoor), 1 / (1 + Exponent));

    private double HalfSpread(double outdoor) => (DesignSupply - DesignReturn) / 2 * LoadFraction(outdoor);
}
