using Machimichi.Vision;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Roads.Survey;

/// <summary>What the model in use says of itself and of its measured quality; null fields are unmeasured.</summary>
/// <param name="WorstOn">The kind of pictures on which it finds least, where it was measured on several.</param>
public sealed record ModelInUse(string Name, string Version, string? MeasuredOn, double? Recall, double? Precision, string? WorstOn, double? WorstRecall);

/// <summary>Asks the detector for its description; a page must not fail because the model's file is missing.</summary>
public sealed class SurveyModel(IServiceProvider services)
{
    public ModelInUse? Describe()
    {
        try
        {
            var model = services.GetRequiredService<IDetector>().Model;
            var worst = model.QualityBySource.Where(q => q.Recall is not null).MinBy(q => q.Recall);
            return new ModelInUse(model.Name, model.Version, model.Quality.Data, model.Quality.Recall, model.Quality.Precision, worst?.Data, worst?.Recall);
        }
        catch (ModelException) { return null; }
    }
}
