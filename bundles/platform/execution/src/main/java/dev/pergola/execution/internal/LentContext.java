package dev.pergola.execution.internal;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.PluginContext;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.time.Duration;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.slf4j.Logger;

/**
 * The context of a call that one plugin makes of another: it goes through the hands of the one that calls, whose code
 * passes it on. Of the other's view of its host, its state and configuration among them, that one gets nothing: of the
 * two, the one that asks has to be on the stack first, and to be the other.
 */
final class LentContext implements ExecutionContext {
    private static final StackWalker STACK = walker();

    private final ExecutionContext context;
    private final Hosted owner;
    private final Hosted borrower;

    LentContext(ExecutionContext context, Hosted owner, Hosted borrower) {
        this.context = context;
        this.owner = owner;
        this.borrower = borrower;
    }

    @SuppressWarnings("removal")
    private static StackWalker walker() {
        return AccessController.doPrivileged((PrivilegedAction<StackWalker>)
                () -> StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE));
    }

    @Override
    public PluginContext plugin() {
        checkCaller();
        return context.plugin();
    }

    @Override
    public Logger logger() {
        checkCaller();
        return context.logger();
    }

    private void checkCaller() {
        Bundle own = owner.instance().bundle();
        Bundle other = borrower.instance().bundle();
        boolean isOwn = STACK.walk(frames -> frames.map(StackWalker.StackFrame::getDeclaringClass)
                .map(FrameworkUtil::getBundle)
                .filter(bundle -> own.equals(bundle) || other.equals(bundle))
                .findFirst()
                .filter(own::equals)
                .isPresent());
        if (isOwn) return;
        throw new SecurityException("The context of a call of " + owner + " is that plugin's own: " + borrower
                + " may pass it on, and see nothing of what it holds");
    }

    @Override
    public String executionId() {
        return context.executionId();
    }

    @Override
    public Map<String, Object> attributes() {
        return context.attributes();
    }

    @Override
    public Duration remaining() {
        return context.remaining();
    }

    @Override
    public boolean cancelled() {
        return context.cancelled();
    }

    @Override
    public void progress(double fraction, String message) {
        context.progress(fraction, message);
    }
}
