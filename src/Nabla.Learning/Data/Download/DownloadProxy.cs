using System.Net;

namespace Nabla.Learning;

/// <summary>The proxy of the system, except for addresses of this machine, which a proxy would look for on its own.</summary>
internal sealed class DownloadProxy : IWebProxy
{
    private readonly IWebProxy system = HttpClient.DefaultProxy;

    public ICredentials? Credentials
    {
        get => system.Credentials;
        set => system.Credentials = value;
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : system.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.IsLoopback || system.IsBypassed(host);
}
