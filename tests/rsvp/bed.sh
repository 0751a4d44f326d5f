# SPDX-License-Identifier: MIT
# Sourced by tests that need hosts: namespaces of their own, without
# privileges, which end with the script.
#
#     a (10.1.0.1, fd01::1) === r (10.1.0.2, 10.2.0.2) === b (10.2.0.1, fd02::1)
#       west                  wa                    eb     east
#
# IPv6 the same, fd01::2 and fd02::2 at the router. `in_ns a COMMAND...`.

# Starts the script anew inside; exit 77 where the system forbids that.
bed_enter() { # SCRIPT ARG...
    [ -n "${RSVP_BED-}" ] && return
    if ! unshare -Urnm sh -c 'mount -t tmpfs none /run && mkdir /run/netns &&
            ip netns add probe' 2>/dev/null; then
        echo "skipped: no namespaces here (unshare -Urnm, ip netns)"
        exit 77
    fi
    RSVP_BED=1 exec unshare -Urnm \
        sh -c 'mount -t tmpfs none /run && exec "$@"' sh "$@"
}

in_ns() { # NAME COMMAND...
    local name=$1
    shift
    ip netns exec "$name" "$@"
}

link_up() { # NAMESPACE INTERFACE
    until in_ns "$1" ip link show "$2" | grep -q 'state UP'; do :; done
}

bed_make() {
    local ns
    for ns in a r b; do
        ip netns add $ns &&
            in_ns $ns ip link set lo up &&
            in_ns $ns sh -c 'echo 0 >/proc/sys/net/ipv6/conf/all/accept_dad
                echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad' || return
    done
    ip link add west netns a type veth peer name wa netns r &&
        ip link add east netns b type veth peer name eb netns r &&
        in_ns a ip address add 10.1.0.1/24 dev west &&
        in_ns r ip address add 10.1.0.2/24 dev wa &&
        in_ns b ip address add 10.2.0.1/24 dev east &&
        in_ns r ip address add 10.2.0.2/24 dev eb &&
        in_ns a ip address add fd01::1/64 dev west nodad &&
        in_ns r ip address add fd01::2/64 dev wa nodad &&
        in_ns b ip address add fd02::1/64 dev east nodad &&
        in_ns r ip address add fd02::2/64 dev eb nodad || return
    in_ns a ip link set west up && in_ns r ip link set wa up &&
        in_ns b ip link set east up && in_ns r ip link set eb up &&
        link_up a west && link_up r wa && link_up b east && link_up r eb &&
        in_ns a ip route add default via 10.1.0.2 &&
        in_ns b ip route add default via 10.2.0.2 &&
        in_ns a ip -6 route add default via fd01::2 &&
        in_ns b ip -6 route add default via fd02::2 &&
        in_ns r sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward
            echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
}
