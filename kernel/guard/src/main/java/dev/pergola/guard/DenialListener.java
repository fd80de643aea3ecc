package dev.pergola.guard;

import java.security.Permission;
import java.security.ProtectionDomain;

/**
 * Hears of what was refused, in the thread that was refused it, before the exception. Should be quick; what it throws is
 * lost, as the refusal must not be.
 */
public interface DenialListener {
    /**
     * @param operation the method that asked, such as {@code java.io.FileInputStream.open}
     */
    void denied(ProtectionDomain domain, Permission permission, String operation);
}
