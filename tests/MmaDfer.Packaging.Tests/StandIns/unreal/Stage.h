// As much of Unreal Engine 5's C++ as packaging/unreal uses: names, types and what they do as in its reference. What a test says for the engine
// is in Stage. The test makes a header of each name that the plugin includes, which includes this one.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <functional>
#include <map>
#include <string>
#include <vector>

using int32 = std::int32_t;
using uint32 = std::uint32_t;
using uint8 = std::uint8_t;
using TCHAR = char16_t;
#define TEXT(Text) u##Text
#define THIRD_PARTY_INCLUDES_START
#define THIRD_PARTY_INCLUDES_END
#define PLATFORM_WINDOWS 0
#define UCLASS(...)
#define UPROPERTY(...)
#define GENERATED_BODY() public: using Super = UActorComponent; private:

// Latin text is all that is logged here.
inline std::string Narrow(const TCHAR* Text)
{
	std::string Result;
	for (; *Text != 0; Text++)
		Result += static_cast<char>(*Text);
	return Result;
}

class FString
{
public:
	FString() = default;
	FString(const TCHAR* Text) : Value(Text) {}
	const TCHAR* operator*() const { return Value.c_str(); }
	bool operator<(const FString& Other) const { return Value < Other.Value; }

private:
	std::u16string Value;
};

inline FString Widen(const char* Text)
{
	std::u16string Result;
	for (; *Text != 0; Text++)
		Result += static_cast<unsigned char>(*Text);
	return Result.c_str();
}

#define TCHAR_TO_UTF8(Text) Narrow(Text).c_str()
#define UTF8_TO_TCHAR(Text) *Widen(Text)

template <typename T>
class TArray
{
public:
	T* GetData() { return Items.data(); }
	int32 Num() const { return static_cast<int32>(Items.size()); }
	std::vector<T> Items; // the stage's own
};

template <typename K, typename V>
struct TPair
{
	K Key;
	V Value;
};

template <typename K, typename V>
class TMap
{
public:
	V* Find(const K& Key)
	{
		for (auto& Pair : Pairs)
			if (!(Pair.Key < Key) && !(Key < Pair.Key))
				return &Pair.Value;
		return nullptr;
	}
	void Add(const K& Key, const V& Value) { Pairs.push_back({Key, Value}); }
	void Empty() { Pairs.clear(); }
	auto begin() { return Pairs.begin(); }
	auto end() { return Pairs.end(); }

private:
	std::vector<TPair<K, V>> Pairs;
};

struct FColor
{
	uint8 B, G, R, A;
};

// What a test lets Unreal see, hear and log.
struct Stage
{
	static inline double Now = 1000;
	static inline std::vector<FColor> View;
	static inline std::function<void(const void*, int32, int32, int32, double, bool)> Microphone;
	static inline int Logged = 0;
};

struct FLogCategory
{
};
#define DECLARE_LOG_CATEGORY_EXTERN(Name, Default, Most) extern FLogCategory Name
#define DEFINE_LOG_CATEGORY(Name) FLogCategory Name
inline void Log(const TCHAR* Format, const TCHAR* Argument = nullptr)
{
	Stage::Logged++;
	const std::string Text = Narrow(Format);
	const size_t At = Text.find("%s");
	std::printf("log: %s\n", At == std::string::npos ? Text.c_str() : (Text.substr(0, At) + Narrow(Argument) + Text.substr(At + 2)).c_str());
}
#define UE_LOG(Category, Verbosity, ...) (static_cast<void>(Category), Log(__VA_ARGS__))

struct FPlatformTime
{
	static double Seconds() { return Stage::Now; }
};

struct FPlatformProcess
{
	static void* GetDllHandle(const TCHAR* Path) { return dlopen(Narrow(Path).c_str(), RTLD_NOW); }
	static void* GetDllExport(void* Library, const TCHAR* Name) { return dlsym(Library, Narrow(Name).c_str()); }
};

struct FPaths
{
	static FString ProjectContentDir() { return Widen(std::getenv("CONTENT")); }
	static FString ConvertRelativePathToFull(const FString& Path) { return Path; }
	template <typename... Rest>
	static FString Combine(const FString& First, const FString& Second, const Rest&... More)
	{
		const FString Joined = Widen((Narrow(*First) + "/" + Narrow(*Second)).c_str());
		if constexpr (sizeof...(More) == 0)
			return Joined;
		else
			return Combine(Joined, More...);
	}
};

struct IPlugin
{
	FString GetBaseDir() const { return Widen(std::getenv("PLUGIN")); }
};

struct IPluginManager
{
	static IPluginManager& Get()
	{
		static IPluginManager Manager;
		return Manager;
	}
	IPlugin* FindPlugin(const FString& Name)
	{
		static IPlugin Plugin;
		return Narrow(*Name) == "MmaDfer" ? &Plugin : nullptr;
	}
};

class IModuleInterface
{
public:
	virtual ~IModuleInterface() = default;
	virtual void StartupModule() {}
	virtual void ShutdownModule() {}
};

struct FModuleManager
{
	static inline std::map<std::u16string, IModuleInterface* (*)()> Modules;
	template <typename T>
	static T& LoadModuleChecked(const TCHAR* Name)
	{
		static IModuleInterface* Module = nullptr;
		if (Module == nullptr)
		{
			Module = Modules.at(Name)();
			Module->StartupModule();
		}
		return static_cast<T&>(*Module);
	}
};
#define IMPLEMENT_MODULE(Class, Name) \
	static const bool bIs##Name##There = (FModuleManager::Modules[u## #Name] = []() -> IModuleInterface* { return new Class(); }, true); \
	bool Is##Name##There() { return bIs##Name##There; }

struct FTickFunction
{
	bool bCanEverTick = false;
};
using FActorComponentTickFunction = FTickFunction;
enum ELevelTick
{
	LEVELTICK_All
};
namespace EEndPlayReason
{
	enum Type
	{
		Quit
	};
}

class UActorComponent
{
public:
	virtual ~UActorComponent() = default;
	virtual void BeginPlay() {}
	virtual void EndPlay(const EEndPlayReason::Type) {}
	virtual void TickComponent(float, ELevelTick, FActorComponentTickFunction*) {}
	FTickFunction PrimaryComponentTick;
};

class FTextureRenderTargetResource
{
public:
	bool ReadPixels(TArray<FColor>& Pixels)
	{
		Pixels.Items = Stage::View;
		return true;
	}
};

class UTextureRenderTarget2D
{
public:
	int32 SizeX = 0, SizeY = 0;
	FTextureRenderTargetResource* GameThread_GetRenderTargetResource() { return &Resource; }

private:
	FTextureRenderTargetResource Resource;
};

#define DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(Name, T1, N1, T2, N2) \
	struct Name \
	{ \
		std::vector<std::function<void(T1, T2)>> Handlers; \
		void Broadcast(T1 N1, T2 N2) const \
		{ \
			for (const auto& Handler : Handlers) \
				Handler(N1, N2); \
		} \
	}

namespace Audio
{
	struct FAudioCaptureDeviceParams
	{
	};
	using FOnAudioCaptureFunction = std::function<void(const void*, int32, int32, int32, double, bool)>;

	class FAudioCapture
	{
	public:
		bool OpenAudioCaptureStream(const FAudioCaptureDeviceParams&, FOnAudioCaptureFunction OnCapture, uint32)
		{
			Stage::Microphone = OnCapture;
			return true;
		}
		bool StartStream() { return IsStreamOpen(); }
		bool AbortStream()
		{
			Stage::Microphone = nullptr;
			return true;
		}
		bool IsStreamOpen() const { return static_cast<bool>(Stage::Microphone); }
	};
}
