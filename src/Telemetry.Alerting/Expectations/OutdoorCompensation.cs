namespace Telemetry.Alerting.Expectations;

/// <summary>
/// The temperatures at which a heating network is run for an outdoor temperature, and the share of the design load that the
/// buildings need then. Temperatures in degC.
/// </summary>
/// <param name="Indoor">What the rooms shall have, tn.</param>
/// <param name="DesignOutdoor">The outdoor temperature that the network is designed for, tw'; less than <paramref name="Indoor"/>.</param>
/// <param name="DesignSupply">The supply temperature then, ts'.</param>
/// <param name="DesignReturn">The return temperature then, tr'.</param>
/// <param name="Exponent">The radiators' exponent b.</param>
internal readonly record struct OutdoorCompensation(
    double Indoor, double DesignOutdoor, double DesignSupply, double DesignReturn, double Exponent = OutdoorCompensation.UsualExponent)
{
    /// <summary>Of cast-iron and panel radiators.</summary>
    public const double UsualExponent = 0.3;

    /// <summary>The share of the design load, Q: 1 at the design temperature, more in greater cold, 0 when nobody needs heat.</summary>
    public static double LoadShare(double indoor, double designOutdoor, double outdoor) =>
        designOutdoor < indoor ? Math.Max(0, (indoor - outdoor) / (indoor - designOutdoor)) : double.NaN;

    /// <inheritdoc cref="LoadShare(double, double, double)"/>
    public double LoadShare(double outdoor) => LoadShare(Indoor, DesignOutdoor, outdoor);

    public double Supply(double outdoor) => Mean(outdoor) + HalfSpread(outdoor);

    public double Return(double outdoor) => Mean(outdoor) - HalfSpread(outdoor);

    private double Mean(double outdoor) =>
        Indoor + ((DesignSupply + DesignReturn - (2 * Indoor)) / 2 * Math.Pow(LoadShare(outdoor), 1 / (1 + Exponent)));

    private double HalfSpread(double outdoor) => (DesignSupply - DesignReturn) / 2 * LoadShare(outdoor);
}
