package dev.pergola.worker.host;

import dev.pergola.api.PluginContext;
import dev.pergola.worker.link.Message.Component;
import dev.pergola.worker.link.Message.Component.Reference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.security.AccessControlContext;
import java.security.AccessController;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.felix.scr.impl.inject.internal.Annotations;

/**
 * Makes a component (OSGi Compendium, 112.5): constructor, fields, the context where it refers to it, and its activate method. What
 * is of a framework cannot be had, so that plugins that can see such classes are not brought up here.
 */
@SuppressWarnings("removal") // Until the security manager is gone there is nothing better.
final class Activation {
    private static final String UNDECLARED = "activate";

    private final Component component;
    private final Map<String, Object> properties;
    private final PluginLoader loader;
    private final PluginContext context;

    Activation(Component component, Map<String, Object> properties, PluginLoader loader, PluginContext context) {
        this.component = component;
        this.properties = properties;
        this.loader = loader;
        this.context = context;
    }

    /**
     * In the worker's own name: who asks may be the plugin, which need not be allowed to do what that takes. Throws {@link
     * InvocationTargetException} with what the component throws.
     */
    Object run() throws ReflectiveOperationException {
        try {
            return AccessController.doPrivileged((PrivilegedExceptionAction<Object>) this::made);
        } catch (PrivilegedActionException e) {
            throw reflective(e.getException());
        }
    }

    private static ReflectiveOperationException reflective(Exception thrown) {
        return thrown instanceof ReflectiveOperationException failure
                ? failure
                : new ReflectiveOperationException(thrown);
    }

    private Object made() throws ReflectiveOperationException {
        Class<?> type = loader.loadClass(component.implementation());
        // What is not the plugin's would be called in the name of whoever may do everything.
        if (!(type.getClassLoader() instanceof PluginLoader)) throw new ClassNotFoundException(type.getName());
        Object made = construct(type);
        for (String field : component.fields()) set(made, field(type, field));
        for (Reference reference : component.references()) bind(made, type, reference);
        activate(made, type);
        return made;
    }

    private Object construct(Class<?> type) throws ReflectiveOperationException {
        for (Constructor<?> each : type.getConstructors()) {
            if (each.getParameterCount() != component.parameters() || !takes(each.getParameterTypes())) continue;
            each.setAccessible(true);
            Object[] arguments = arguments(each.getParameterTypes());
            return asPlugin(() -> each.newInstance(arguments));
        }
        throw new NoSuchMethodException(type.getName() + " has no public constructor with " + component.parameters()
                + " parameters that it could be made by");
    }

    private boolean takes(Class<?>[] types) {
        for (int i = 0; i < types.length; i++)
            if (isContext(i) ? !isOfContext(types[i]) : !isOfProperties(types[i])) return false;
        return true;
    }

    private Object[] arguments(Class<?>[] types) {
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < arguments.length; i++)
            arguments[i] = isContext(i) ? ofContext(types[i]) : ofProperties(types[i]);
        return arguments;
    }

    private boolean isContext(int parameter) {
        return component.references().stream().anyMatch(each -> each.parameter() == parameter);
    }

    private static boolean isOfContext(Class<?> type) {
        return type == Optional.class || type.isAssignableFrom(PluginContext.class);
    }

    private Object ofContext(Class<?> type) {
        return type == Optional.class ? Optional.of(context) : context;
    }

    private static boolean isOfProperties(Class<?> type) {
        return type == Map.class || type.isAnnotation();
    }

    private Object ofProperties(Class<?> type) {
        // As Declarative Services themselves do it.
        return type == Map.class
                ? properties
                : Annotations.toObject(type, properties, StandIn.at(component.name(), loader), false);
    }

    private void set(Object made, Field field) throws ReflectiveOperationException {
        if (!isOfProperties(field.getType()))
            throw new NoSuchFieldException(field + " is neither a map nor an annotation");
        field.set(made, ofProperties(field.getType()));
    }

    private void bind(Object made, Class<?> type, Reference reference) throws ReflectiveOperationException {
        if (!reference.field().isEmpty()) {
            Field field = field(type, reference.field());
            if (!isOfContext(field.getType())) throw new NoSuchFieldException(field + " takes no context");
            field.set(made, ofContext(field.getType()));
        } else if (!reference.bind().isEmpty()) {
            Method method = method(
                            type,
                            reference.bind(),
                            Activation::isBind,
                            Comparator.comparing(types -> types[0] != PluginContext.class))
                    .orElseThrow(() -> new NoSuchMethodException(type.getName() + "." + reference.bind()));
            Object[] arguments = method.getParameterCount() == 1
                    ? new Object[] {ofContext(method.getParameterTypes()[0])}
                    : new Object[] {ofContext(method.getParameterTypes()[0]), Map.of()};
            asPlugin(() -> method.invoke(made, arguments));
        }
    }

    private static boolean isBind(Class<?>[] types) {
        return types.length > 0
                && isOfContext(types[0])
                && (types.length == 1 || types.length == 2 && types[1] == Map.class);
    }

    private void activate(Object made, Class<?> type) throws ReflectiveOperationException {
        Optional<Method> method = method(
                type,
                component.activate(),
                types -> Stream.of(types).allMatch(Activation::isOfProperties),
                Comparator.comparingInt(Activation::order));
        if (method.isPresent()) {
            Object[] arguments = Stream.of(method.get().getParameterTypes())
                    .map(this::ofProperties)
                    .toArray();
            asPlugin(() -> method.get().invoke(made, arguments));
        } else if (!component.activate().equals(UNDECLARED)
                && !component.activate().isEmpty()) {
            throw new NoSuchMethodException(type.getName() + "." + component.activate());
        }
    }

    /** The order in which they are looked for: 112.5.8. */
    private static int order(Class<?>[] types) {
        if (types.length == 0) return 3;
        if (types.length > 1) return 2;
        return types[0] == Map.class ? 1 : 0;
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        for (Class<?> at : hierarchy(type)) {
            for (Field field : at.getDeclaredFields()) {
                if (!field.getName().equals(name) || !isSeenFrom(type, field)) continue;
                field.setAccessible(true);
                return field;
            }
        }
        throw new NoSuchFieldException(type.getName() + "." + name);
    }

    /** The best of those of the first class upwards that has any which fits. */
    private static Optional<Method> method(
            Class<?> type, String name, Predicate<Class<?>[]> takes, Comparator<Class<?>[]> order) {
        for (Class<?> at : hierarchy(type)) {
            Optional<Method> found = Stream.of(at.getDeclaredMethods())
                    .filter(method -> method.getName().equals(name) && method.getReturnType() == void.class)
                    .filter(method -> isSeenFrom(type, method) && takes.test(method.getParameterTypes()))
                    .min(Comparator.comparing(Method::getParameterTypes, order));
            if (found.isPresent()) {
                found.get().setAccessible(true);
                return found;
            }
        }
        return Optional.empty();
    }

    /**
     * With the plugin's permissions and no more, whoever asks and whosever code it comes to: what is named need not be the
     * plugin's own.
     */
    private Object asPlugin(PrivilegedExceptionAction<Object> code) throws ReflectiveOperationException {
        try {
            AccessControlContext plugin = new AccessControlContext(new ProtectionDomain[] {loader.domain()});
            return AccessController.doPrivileged(code, plugin);
        } catch (PrivilegedActionException e) {
            throw reflective(e.getException());
        }
    }

    /** The plugin's classes alone. */
    private static List<Class<?>> hierarchy(Class<?> type) {
        List<Class<?>> all = new ArrayList<>();
        for (Class<?> at = type; at.getClassLoader() instanceof PluginLoader; at = at.getSuperclass()) all.add(at);
        return all;
    }

    private static boolean isSeenFrom(Class<?> type, Member member) {
        if (Modifier.isStatic(member.getModifiers())) return false;
        Class<?> owner = member.getDeclaringClass();
        if (owner == type || (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0) return true;
        return !Modifier.isPrivate(member.getModifiers())
                && owner.getPackageName().equals(type.getPackageName());
    }
}
