using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.Data;

/// <summary>What one capability adds to the shared model: its own entities, internal to its project.</summary>
public interface IModelPart
{
    void Configure(ModelBuilder model);
}
