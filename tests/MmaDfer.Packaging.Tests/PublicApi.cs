using System.Globalization;
using System.Reflection;

namespace MmaDfer.Packaging.Tests;

/// <summary>What an assembly offers to others, a line for each type and member, in ordinal order. A ? marks what may be null.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext s_nullability = new();

    public static string[] Of(Assembly assembly) =>
        [.. assembly.GetExportedTypes().SelectMany(Lines).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Lines(Type type)
    {
        string name = Name(type);
        // Those of enums are the runtime's own affair.
        IEnumerable<Type> parents = type.IsEnum ? [] : type.GetInterfaces().Where(i => i.IsVisible);
        if (type is { IsClass: true, BaseType: { } parent } && parent != typeof(object))
            parents = parents.Append(parent);
        string bases = string.Join(", ", parents.Select(Name).Order(StringComparer.Ordinal));
        yield return $"{name} : {Kind(type)}{(bases.Length > 0 ? " of " + bases : "")}";
        foreach (MemberInfo member in type.GetMembers(Declared))
        {
            if (Line(member) is { } line)
                yield return $"{name}.{line}";
        }
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? (type.IsByRefLike ? "ref struct" : "struct")
        : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsSealed ? "sealed class" : type.IsAbstract ? "abstract class" : "class";

    /// <summary>Null for what others cannot use, and for what stands for a property or an event.</summary>
    private static string? Line(MemberInfo member) => member switch
    {
        FieldInfo { IsSpecialName: false } f when f.IsPublic || f.IsFamily => $"{f.Name} : {Name(s_nullability.Create(f))}{(f.IsLiteral ? " = " + Value(f.GetRawConstantValue()) : "")}",
        ConstructorInfo c when IsOpen(c) => $"new({Parameters(c)})",
        MethodInfo { IsSpecialName: false } m when IsOpen(m) && !m.Name.Contains('<') =>
            $"{m.Name}{(m.IsGenericMethod ? $"<{string.Join(", ", m.GetGenericArguments().Select(Name))}>" : "")}({Parameters(m)}) : {Name(s_nullability.Create(m.ReturnParameter))}{Modifiers(m)}",
        PropertyInfo p when p.GetAccessors(nonPublic: true).FirstOrDefault(IsOpen) is { } open =>
            $"{p.Name}{(p.GetIndexParameters().Length > 0 ? $"[{Parameters(open, p.GetIndexParameters().Length)}]" : "")} : {Name(s_nullability.Create(p))} {{{Accessors(p)}}}{Modifiers(open)}",
        EventInfo e when IsOpen(e.AddMethod!) => $"{e.Name} : event {Name(e.EventHandlerType!)}",
        _ => null,
    };

    private static bool IsOpen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Accessors(PropertyInfo property)
    {
        string get = property.GetMethod is { } getter && IsOpen(getter) ? " get;" : "";
        bool init = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit") == true;
        return get + (property.SetMethod is { } setter && IsOpen(setter) ? init ? " init;" : " set;" : "") + " ";
    }

    private static string Modifiers(MethodBase method) =>
        (method.IsStatic ? " static" : "") + (method.IsAbstract ? " abstract" : method is { IsVirtual: true, IsFinal: false } ? " virtual" : "");

    private static string Parameters(MethodBase method, int most = int.MaxValue) => string.Join(", ", method.GetParameters().Take(most).Select(
        p => $"{(p.IsOut ? "out " : p.ParameterType.IsByRef ? "ref " : "")}{Name(s_nullability.Create(p))} {p.Name}{(p.HasDefaultValue ? " = " + Value(p.RawDefaultValue) : "")}"));

    private static string Value(object? value) => value is null ? "null" : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static string Name(NullabilityInfo info)
    {
        Type type = info.Type.IsByRef ? info.Type.GetElementType()! : info.Type;
        // What a setter takes may be null where a getter never is; the wider one counts.
        bool mayBeNull = !type.IsValueType && (info.ReadState == NullabilityState.Nullable || info.WriteState == NullabilityState.Nullable);
        string name = info.ElementType is { } element && type.IsArray ? Name(element) + "[]"
            : type.IsGenericType && info.GenericTypeArguments.Length > 0
                ? $"{Name(type).Split('<')[0]}<{string.Join(", ", info.GenericTypeArguments.Select(Name))}>"
            : Name(type);
        return mayBeNull ? name + "?" : name;
    }

    private static string Name(Type type)
    {
        if (type.IsByRef || type.IsPointer || type.IsArray)
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : type.IsPointer ? "*" : "");
        string plain = type.IsGenericParameter || type.FullName is null ? type.Name : (type.DeclaringType is null ? type.Namespace + "." + type.Name : Name(type.DeclaringType) + "." + type.Name);
        return type.IsGenericType ? $"{plain.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : plain;
    }
}
