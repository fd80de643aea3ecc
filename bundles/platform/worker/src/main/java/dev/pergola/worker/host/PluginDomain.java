package dev.pergola.worker.host;

import java.security.CodeSource;
import java.security.Permission;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import org.jspecify.annotations.Nullable;

/** What the classes of one bundle may do. */
final class PluginDomain extends ProtectionDomain {
    private final String location;
    private final Grants grants;

    PluginDomain(String location, Grants grants, PluginLoader loader) {
        super(new CodeSource(loader.address(""), (Certificate @Nullable []) null), null, loader, null);
        this.location = location;
        this.grants = grants;
    }

    @Override
    public boolean implies(Permission permission) {
        return grants.allows(location, permission);
    }

    @Override
    public String toString() {
        return location;
    }
}
