package dev.pergola.permissions;

import java.security.Permission;

/**
 * A permission that Java and OSGi know nothing of: of the platform's own vocabulary, such as {@code metrics.read}, or of
 * a plugin's. The name is that of the vocabulary and the actions are the target, so that both can be written into a row
 * of ConditionalPermissionAdmin. A target covers itself; {@code *} covers all, and {@code a.*} or {@code a/*} what
 * begins like that.
 */
public final class PluginPermission extends Permission {
    private static final long serialVersionUID = 1L;

    private final String target;

    /** A name of the vocabulary and a target, which may be empty. */
    public PluginPermission(String name, String target) {
        super(name);
        this.target = target;
    }

    @Override
    public boolean implies(Permission other) {
        return other instanceof PluginPermission that
                && getName().equals(that.getName())
                && covers(target, that.target);
    }

    private static boolean covers(String wide, String narrow) {
        if (wide.equals("*") || wide.equals(narrow)) return true;
        boolean open = wide.endsWith(".*") || wide.endsWith("/*");
        return open && narrow.startsWith(wide.substring(0, wide.length() - 1));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PluginPermission that && getName().equals(that.getName()) && target.equals(that.target);
    }

    @Override
    public int hashCode() {
        return 31 * getName().hashCode() + target.hashCode();
    }

    @Override
    public String getActions() {
        return target;
    }
}
