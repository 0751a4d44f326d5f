/* SPDX-License-Identifier: MIT */
/* The parts of the C++ library that ask which system they are on, together
 * with the Windows headers. Prints "ok". */
#include <winsock2.h>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <future>
#include <iostream>
#include <mutex>
#include <random>
#include <regex>
#include <shared_mutex>
#include <sstream>
#include <thread>

static bool threads_work()
{
    std::mutex m;
    std::shared_mutex shared;
    std::condition_variable cv;
    bool ready = false;
    std::thread t([&] {
        std::lock_guard<std::mutex> lock(m);
        std::unique_lock<std::shared_mutex> other(shared);
        ready = true;
        cv.notify_one();
    });
    auto f = std::async(std::launch::async, [] { return 42; });
    {
        std::unique_lock<std::mutex> lock(m);
        cv.wait(lock, [&] { return ready; });
    }
    t.join();
    return f.get() == 42 && std::this_thread::get_id() != std::thread::id();
}

static bool paths_work()
{
    namespace fs = std::filesystem;
    fs::path dir = fs::temp_directory_path() / "name.ext";

    static_assert(sizeof(fs::path::value_type) == 1, "Linux' paths");
    return dir.extension() == ".ext" && dir.is_absolute() && fs::exists("/");
}

static bool rest_works()
{
    std::mt19937 engine(std::random_device{}());
    std::ostringstream out;
    auto now = std::chrono::steady_clock::now().time_since_epoch();

    out << 1.5 << std::hex << 255;
    return out.str() == "1.5ff" && engine() != engine() && now.count() > 0 &&
           std::regex_match("aaa", std::regex("a+"));
}

int main()
{
    if (!threads_work() || !paths_work() || !rest_works())
        return 1;
    std::cout << "ok" << std::endl;
    return 0;
}
