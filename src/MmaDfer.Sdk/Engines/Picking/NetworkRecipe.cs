using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Engines.Picking;

/// <summary>How any engine gets to the present network: the one to prepare, and the one to replace it with.</summary>
internal sealed class NetworkRecipe
{
    private readonly Action<OpSet> _prepare;
    private readonly Action<OpSet>? _rebuild;
    private readonly IReadOnlySet<string> _replaced;

    /// <summary>A network as it is.</summary>
    public NetworkRecipe(Action<OpSet> build)
        : this(build, null, new HashSet<string>())
    {
    }

    private NetworkRecipe(Action<OpSet> prepare, Action<OpSet>? rebuild, IReadOnlySet<string> replaced)
    {
        _prepare = prepare;
        _rebuild = rebuild;
        _replaced = replaced;
        var ports = new CountingOps();
        (rebuild ?? prepare)(ports);
        Inputs = ports.Inputs;
        Outputs = ports.Outputs;
    }

    public IReadOnlyDictionary<string, Shape> Inputs { get; }

    public IReadOnlyDictionary<string, Shape> Outputs { get; }

    /// <summary>The same, rebuilt: see <see cref="Session.Rebuild"/>.</summary>
    public NetworkRecipe Rebuilt(Action<OpSet> build, IReadOnlySet<string> replaced) => new(_prepare, build, replaced);

    /// <summary>Prepares the network on an engine.</summary>
    public Session Prepare(Engine engine, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Session session = engine.Prepare(_prepare, progress, cancellationToken);
        try
        {
            Rebuild(session);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Replaces the network of a session that was prepared from the same first recipe.</summary>
    public void Rebuild(Session session)
    {
        if (_rebuild is not null)
            session.Rebuild(_rebuild, _replaced);
    }
}
