using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Machimichi.Vision.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_approved_one()
    {
        var approvedPath = Path.Combine(SharedData.Repository, "tests", "Machimichi.Vision.Tests", "ApprovedApi.txt");
        var actual = Describe(typeof(Picture).Assembly);
        var approved = File.Exists(approvedPath) ? File.ReadAllText(approvedPath) : "";
        if (actual == approved)
            return;

        var received = Path.Combine(AppContext.BaseDirectory, "ApprovedApi.received.txt");
        File.WriteAllText(received, actual);
        var (before, after) = (approved.Split('\n'), actual.Split('\n'));
        Assert.Fail(
            $"The public API changed. If it was meant, copy {received} over {approvedPath}.\n"
            + string.Join('\n', before.Except(after).Select(l => $"- {l}").Concat(after.Except(before).Select(l => $"+ {l}"))));
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(Name(type)).Append(Bases(type)).Append('\n');
            var members = type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Where(IsWritten)
                .Select(Line)
                .Order(StringComparer.Ordinal);
            foreach (var member in members)
                text.Append("  ").Append(member).Append('\n');
        }
        return text.ToString();
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Bases(Type type)
    {
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var bases = type.GetInterfaces().Except(inherited).Where(i => !i.Name.StartsWith("IEquatable", StringComparison.Ordinal)).Select(Name);
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
            bases = bases.Prepend(Name(parent));
        var list = string.Join(", ", bases.Order(StringComparer.Ordinal));
        return list.Length > 0 ? $" : {list}" : "";
    }

    /// <summary>Left out: what the compiler adds to records, and accessors.</summary>
    private static bool IsWritten(MemberInfo member) => member switch
    {
        MethodInfo { IsSpecialName: true } method => method.Name.StartsWith("op_", StringComparison.Ordinal) && method.GetCustomAttribute<CompilerGeneratedAttribute>() is null,
        MethodInfo method => method.GetCustomAttribute<CompilerGeneratedAttribute>() is null && method.Name is not ("Deconstruct" or "<Clone>$"),
        FieldInfo field => !field.IsSpecialName,
        _ => true,
    };

    private static string Line(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method => $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}({Parameters(method)})",
        PropertyInfo property => $"{(property.GetMethod!.IsStatic ? "static " : "")}{Name(property.PropertyType)} {property.Name} {{ get;{(property.SetMethod is { IsPublic: true } ? " init/set;" : "")} }}",
        FieldInfo { IsLiteral: true } field => $"const {Name(field.FieldType)} {field.Name} = {Convert.ToString(field.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture)}",
        FieldInfo field => $"{Name(field.FieldType)} {field.Name}",
        _ => member.ToString()!,
    };

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = " + Convert.ToString(p.DefaultValue ?? "default", System.Globalization.CultureInfo.InvariantCulture) : "")}"));

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Name(inner) + "?";
        if (!type.IsGenericType)
            return type.Name;
        return $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
