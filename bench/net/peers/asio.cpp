// SPDX-License-Identifier: MIT
// echo_asio.cpp - Asio TCP echo, one io_context, one thread.   usage: echo_asio
// port [bufsize]
#include <asio.hpp>
#include <cstdlib>
#include <memory>
#include <vector>

using asio::ip::tcp;

static std::size_t bufsize = 65536;

struct session : std::enable_shared_from_this<session> {
    tcp::socket s;
    std::unique_ptr<char[]> buf;
    explicit session(tcp::socket x) : s(std::move(x)), buf(new char[bufsize])
    {
        s.set_option(tcp::no_delay(true));
    }
    void read()
    {
        auto self = shared_from_this();
        s.async_read_some(asio::buffer(buf.get(), bufsize),
                          [self](std::error_code ec, std::size_t n) {
                              if (!ec)
                                  self->write(n);
                          });
    }
    void write(std::size_t n)
    {
        auto self = shared_from_this();
        asio::async_write(s, asio::buffer(buf.get(), n),
                          [self](std::error_code ec, std::size_t) {
                              if (!ec)
                                  self->read();
                          });
    }
};
static void accept_loop(tcp::acceptor &a)
{
    a.async_accept([&a](std::error_code ec, tcp::socket s) {
        if (!ec)
            std::make_shared<session>(std::move(s))->read();
        accept_loop(a);
    });
}
int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    if (argc > 2)
        bufsize = std::strtoul(argv[2], nullptr, 10);
    asio::io_context io(1);
    tcp::acceptor a(io);
    a.open(tcp::v4());
    a.set_option(tcp::acceptor::reuse_address(true));
    a.bind(tcp::endpoint(asio::ip::address_v4::loopback(),
                         static_cast<unsigned short>(std::atoi(argv[1]))));
    a.listen(4096);
    accept_loop(a);
    io.run();
}
