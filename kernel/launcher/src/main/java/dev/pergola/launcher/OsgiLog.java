package dev.pergola.launcher;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.log.FormatterLogger;
import org.osgi.service.log.LogService;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerConsumer;
import org.osgi.service.log.LoggerFactory;
import org.slf4j.event.Level;

/**
 * OSGi's log service in front of the one log: where there is none, bundles such as SCR, EventAdmin and FileInstall
 * print on the console what they have to say.
 */
final class OsgiLog implements LogService {
    private final String bundle;

    OsgiLog(String bundle) {
        this.bundle = bundle;
    }

    /** Registers the service; each bundle gets one that logs under its symbolic name. */
    static void register(BundleContext context) {
        context.registerService(
                new String[] {LogService.class.getName(), LoggerFactory.class.getName()},
                new ServiceFactory<OsgiLog>() {
                    @Override
                    public OsgiLog getService(Bundle bundle, ServiceRegistration<OsgiLog> registration) {
                        return new OsgiLog(bundle.getSymbolicName());
                    }

                    @Override
                    public void ungetService(
                            Bundle bundle, ServiceRegistration<OsgiLog> registration, OsgiLog service) {}
                },
                null);
    }

    @Override
    public Logger getLogger(String name) {
        return getLogger(name, Logger.class);
    }

    @Override
    public Logger getLogger(Class<?> type) {
        return getLogger(type.getName(), Logger.class);
    }

    @Override
    public <L extends Logger> L getLogger(Class<?> type, Class<L> loggerType) {
        return getLogger(type.getName(), loggerType);
    }

    @Override
    public <L extends Logger> L getLogger(Bundle other, String name, Class<L> loggerType) {
        return new OsgiLog(other.getSymbolicName()).getLogger(name, loggerType);
    }

    @Override
    public <L extends Logger> L getLogger(String name, Class<L> loggerType) {
        if (loggerType != Logger.class && loggerType != FormatterLogger.class)
            throw new IllegalArgumentException("There is no kind of logger " + loggerType.getName());
        String own = name.equals(Logger.ROOT_LOGGER_NAME) ? bundle : name;
        // Of the three dozen methods all do one of three things, which their names and arguments tell.
        return loggerType.cast(Proxy.newProxyInstance(
                OsgiLog.class.getClassLoader(),
                new Class<?>[] {loggerType},
                new Handler(org.slf4j.LoggerFactory.getLogger(own), loggerType == FormatterLogger.class)));
    }

    @Override
    public void log(int level, String message) {
        log(level, message, null);
    }

    @Override
    public void log(int level, String message, @Nullable Throwable thrown) {
        Level slf4j = switch (level) {
            case LOG_ERROR -> Level.ERROR;
            case LOG_WARNING -> Level.WARN;
            case LOG_INFO -> Level.INFO;
            default -> Level.DEBUG;
        };
        org.slf4j.LoggerFactory.getLogger(bundle)
                .atLevel(slf4j)
                .setCause(thrown)
                .log(message);
    }

    @Override
    public void log(@Nullable ServiceReference<?> service, int level, String message) {
        log(service, level, message, null);
    }

    @Override
    public void log(@Nullable ServiceReference<?> service, int level, String message, @Nullable Throwable thrown) {
        log(level, service == null ? message : service + ": " + message, thrown);
    }

    private record Handler(org.slf4j.Logger log, boolean printf) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] given) throws Throwable {
            Object[] arguments = given == null ? new Object[0] : given;
            String name = method.getName();
            if (method.getDeclaringClass() == Object.class) return ofObject(proxy, name, arguments);
            if (name.equals("getName")) return log.getName();
            if (name.startsWith("is"))
                return log.isEnabledForLevel(levelOf(name.substring(2).replace("Enabled", "")));
            Level level = levelOf(name);
            if (!log.isEnabledForLevel(level)) return null;
            if (arguments[0] instanceof LoggerConsumer<?> consumer) {
                consumer.accept((Logger) proxy);
            } else {
                log(level, (String) arguments[0], values(arguments));
            }
            return null;
        }

        private void log(Level level, String message, Object[] values) {
            Object last = values.length == 0 ? null : values[values.length - 1];
            Throwable thrown = last instanceof Throwable cause ? cause : null;
            if (printf && values.length > 0) {
                log.atLevel(level).setCause(thrown).log(String.format(Locale.ROOT, message, values));
            } else {
                log.atLevel(level).log(message, values);
            }
        }

        private static Object[] values(Object[] arguments) {
            if (arguments.length == 2 && arguments[1] instanceof Object[] several) return several;
            return Arrays.copyOfRange(arguments, 1, arguments.length);
        }

        private static Level levelOf(String name) {
            // Audit messages go out in any case: the highest level there is.
            return name.equals("audit") ? Level.ERROR : Level.valueOf(name.toUpperCase(Locale.ROOT));
        }

        private Object ofObject(Object proxy, String name, Object[] arguments) {
            return switch (name) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> log.getName();
            };
        }
    }
}
