namespace Telemetry.Simulators.Cabins;

/// <summary>What golden ear does in its cabin, one after the other; then the crop is picked and new bags come.</summary>
internal enum GrowthPhase
{
    Mycelium,
    Primordium,
    Fruiting,
}
