namespace Machimichi.Roads.Simulation;

/// <summary>A simulation that cannot be run, in one sentence: what is wrong and how to mend it.</summary>
public sealed class SimulationException : Exception
{
    public SimulationException(string message)
        : base(message) { }

    public SimulationException(string message, Exception inner)
        : base(message, inner) { }

    public SimulationException()
        : base("The simulation cannot be run.") { }
}
