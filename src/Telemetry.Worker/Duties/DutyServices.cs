using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Duties;

/// <summary>Registers who answers: people, swaps and the desk that is asked.</summary>
internal static class DutyServices
{
    /// <exception cref="Hosting.StartException">The people's file has mistakes.</exception>
    public static void AddDuties(this IServiceCollection services, DutiesOptions options, string data, Readings.Inventory.City city)
    {
        services.AddSingleton(options);
        services.AddSingleton(new PeopleInForce(data, city));
        services.AddSingleton<DutyOverrides>();
        services.AddSingleton(provider => new DutyDesk(
            provider.GetRequiredService<CityInForce>(), provider.GetRequiredService<PeopleInForce>(), provider.GetRequiredService<DutyOverrides>()));
        foreach (bool isNearest in (bool[])[false, true])
        {
            services.AddSingleton<ISelfCheck>(provider => new DutyCoverageCheck(
                provider.GetRequiredService<CityInForce>(), provider.GetRequiredService<DutyDesk>(), TimeProvider.System, provider.GetRequiredService<TimeProvider>(), isNearest));
        }
    }
}
