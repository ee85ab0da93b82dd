namespace Telemetry.Worker.Accounts;

/// <summary>What somebody may do; each may do what those before it may.</summary>
internal enum Role
{
    /// <summary>Looks at what is in the areas given.</summary>
    Viewer = 1,

    /// <summary>Answers incidents there.</summary>
    Responder,

    /// <summary>Changes what concerns the running of the city there: inputs, silences, shifts.</summary>
    Operator,

    /// <summary>Users, tokens, the city's data and Telemetry itself; of the whole city.</summary>
    Administrator,
}
