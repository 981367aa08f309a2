using System.Text.Json;

namespace Machimichi.Voice.Writing;

/// <summary>A state as URLs, the API and text keys write it: <c>not-possible</c>.</summary>
public static class Words
{
    public static string Word<T>(this T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    public static T? Parse<T>(string? word) where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
            if (value.Word() == word) return value;
        return null;
    }
}
