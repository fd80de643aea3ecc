package dev.pergola.guard;

import java.io.FileDescriptor;
import java.net.InetAddress;
import java.security.AccessControlContext;
import java.security.Permission;
import org.jspecify.annotations.Nullable;

/**
 * What {@code System.getSecurityManager} gives while the guard is installed, so that checks in libraries written for a
 * security manager are live again.
 */
@SuppressWarnings("removal")
public final class GuardSecurityManager extends SecurityManager {
    private static final GuardSecurityManager INSTANCE = new GuardSecurityManager();
    private static final String NAME = "SecurityManager";

    private GuardSecurityManager() {}

    /** Stands in for {@code System.getSecurityManager}. */
    public static @Nullable SecurityManager current() {
        return Enforcement.isActive() ? INSTANCE : null;
    }

    @Override
    public Object getSecurityContext() {
        return Contexts.current();
    }

    @Override
    public void checkPermission(Permission permission) {
        Checks.permission(permission);
    }

    @Override
    public void checkPermission(Permission permission, Object context) {
        if (!(context instanceof AccessControlContext)) throw new SecurityException("not a context");
        ((AccessControlContext) context).checkPermission(permission);
    }

    @Override
    public void checkCreateClassLoader() {
        Checks.runtime("createClassLoader", false, NAME);
    }

    @Override
    public void checkAccess(Thread thread) {
        ThreadChecks.thread(thread, false, NAME);
    }

    @Override
    public void checkAccess(ThreadGroup group) {
        Checks.runtime("modifyThreadGroup", false, NAME);
    }

    @Override
    public void checkExit(int status) {
        Checks.runtimeOf("exitVM.", status, false, NAME);
    }

    @Override
    public void checkExec(String command) {
        Checks.execute(new String[] {command}, false, NAME);
    }

    @Override
    public void checkLink(String library) {
        Checks.runtimeOf("loadLibrary.", library, false, NAME);
    }

    @Override
    public void checkRead(FileDescriptor descriptor) {
        Checks.runtime("readFileDescriptor", false, NAME);
    }

    @Override
    public void checkRead(String file) {
        FileChecks.read(file, false, NAME);
    }

    @Override
    public void checkRead(String file, Object context) {
        checkPermission(new java.io.FilePermission(RealPath.of(file, true), "read"), context);
    }

    @Override
    public void checkWrite(FileDescriptor descriptor) {
        Checks.runtime("writeFileDescriptor", false, NAME);
    }

    @Override
    public void checkWrite(String file) {
        FileChecks.write(file, false, NAME);
    }

    @Override
    public void checkDelete(String file) {
        FileChecks.delete(file, false, NAME);
    }

    @Override
    public void checkConnect(String host, int port) {
        checkPermission(connection(host, port));
    }

    @Override
    public void checkConnect(String host, int port, Object context) {
        checkPermission(connection(host, port), context);
    }

    private static Permission connection(String host, int port) {
        String target = host.indexOf(':') < 0 || host.startsWith("[")
                ? host
                : "[".concat(host).concat("]");
        return port < 0
                ? new java.net.SocketPermission(target, "resolve")
                : new java.net.SocketPermission(target.concat(":").concat(Integer.toString(port)), "connect");
    }

    @Override
    public void checkListen(int port) {
        checkPermission(new java.net.SocketPermission("localhost:".concat(Integer.toString(port)), "listen"));
    }

    @Override
    public void checkAccept(String host, int port) {
        String target = host.indexOf(':') < 0 || host.startsWith("[")
                ? host
                : "[".concat(host).concat("]");
        checkPermission(new java.net.SocketPermission(target.concat(":").concat(Integer.toString(port)), "accept"));
    }

    @Override
    public void checkMulticast(InetAddress group) {
        NetworkChecks.multicast(group, false, NAME);
    }

    @Override
    @Deprecated
    public void checkMulticast(InetAddress group, byte ttl) {
        NetworkChecks.multicast(group, false, NAME);
    }

    @Override
    public void checkPropertiesAccess() {
        Checks.allProperties(false, NAME);
    }

    @Override
    public void checkPropertyAccess(String key) {
        Checks.readProperty(key, false, NAME);
    }

    @Override
    public void checkPrintJobAccess() {
        Checks.runtime("queuePrintJob", false, NAME);
    }

    @Override
    public void checkPackageAccess(String name) {
        // Modules hold this.
    }

    @Override
    public void checkPackageDefinition(String name) {
        // Modules hold this.
    }

    @Override
    public void checkSetFactory() {
        Checks.runtime("setFactory", false, NAME);
    }

    @Override
    public void checkSecurityAccess(String target) {
        Checks.security(target, null, false, NAME);
    }

    @Override
    public ThreadGroup getThreadGroup() {
        return Thread.currentThread().getThreadGroup();
    }
}
