using Microsoft.AspNetCore.Components;

namespace Machimichi.Web.Shell;

/// <summary>
/// A component that is written only when what it shows is there. Without this the first writing begins while the database is still
/// answering, which an embedded one hides and a server does not.
/// </summary>
public abstract class LoadedComponent : ComponentBase
{
    /// <summary>Fetches what the component shows; its parameters are set.</summary>
    protected virtual Task Load() => Task.CompletedTask;

    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        await Load();
        await base.SetParametersAsync(ParameterView.Empty);
    }
}
